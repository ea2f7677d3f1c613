import { type ClusterView, type DomainEvent, type ResourceId } from '#domain';

/** The fields of an event's data that name nodes and groups. */
const NAMED = ['node', 'group', 'from', 'to', 'owner'] as const;

/**
 * The lanes of an event: the nodes and groups that it is about, as the list of events has them, and
 * the group of the resource that it is about.
 *
 * @param before the state before the event
 */
export const lanesOf = (
  { kind, id, event }: DomainEvent,
  before: Pick<ClusterView, 'resource'>,
): readonly string[] => {
  const data = event.data as Readonly<Record<string, unknown>>;
  const lanes = kind === 'node' || kind === 'group' ? [id] : [];
  for (const field of NAMED) add(lanes, data[field]);
  const { resource } = data;
  if (kind === 'resource') add(lanes, groupOf(before, id));
  if (typeof resource === 'string') add(lanes, groupOf(before, resource));
  return lanes;
};

const add = (lanes: string[], id: unknown): void => {
  if (typeof id === 'string' && !lanes.includes(id)) lanes.push(id);
};

const groupOf = (before: Pick<ClusterView, 'resource'>, id: string): string | undefined => {
  const resource = before.resource(id as ResourceId);
  return resource.status === 'absent' ? undefined : resource.group;
};
