import { parseStream, type ClusterView, type GroupId, type ResourceId } from '#domain';
import { type Recorded } from '#event-store';

/** The groups that events are about, themselves or by their resources, and that exist at the end. */
export const touchedGroups = (
  events: readonly Recorded[],
  clusterState: ClusterView,
): readonly GroupId[] => {
  const streams = new Set(events.map(({ stream }) => stream));
  const groups = [...streams].flatMap((stream): GroupId[] => {
    const parsed = parseStream(stream);
    if (parsed?.kind === 'group') return [parsed.id as GroupId];
    if (parsed?.kind !== 'resource') return [];
    const group = clusterState.openResource(parsed.id as ResourceId)?.group;
    return group === undefined ? [] : [group];
  });
  const listed = new Set(clusterState.groupIds());
  return [...new Set(groups)].filter((id) => listed.has(id));
};
