import { type ClusterView, type GroupId, type ResourceId } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';

/** The value of a setting. Nodes are ids. */
export type SettingValue = string | number | readonly string[] | null;

/** A setting that governed an operation, and the event that had set it; undefined for a default. */
export type SettingThen = Readonly<{
  kind: 'group' | 'resource';
  id: string;
  property: string;
  value: SettingValue;
  setBy: Recorded | undefined;
}>;

/** The most resources whose settings are shown. */
const MAX_RESOURCES = 100;

/** The settings of groups, and of those of their resources that an operation concerns. */
export const policyThen = (
  { events }: ReadModels,
  { state, at }: Readonly<{ state: ClusterView; at: Position }>,
  { groups, resources }: Readonly<{ groups: readonly string[]; resources: readonly string[] }>,
): readonly SettingThen[] => {
  const settingsOf = (
    kind: SettingThen['kind'],
    id: string,
    values: Readonly<Record<string, SettingValue>>,
  ): readonly SettingThen[] =>
    Object.entries(values).map(([property, value]) => {
      const position = events.settings.lastOf(id, property, at);
      const setBy = position === undefined ? undefined : events.at(Number(position));
      return { kind, id, property, value, setBy };
    });
  return [
    ...groups.flatMap((id) => {
      const group = state.openGroup(id as GroupId);
      return group === undefined ? [] : settingsOf('group', id, group.policy);
    }),
    ...resources.slice(0, MAX_RESOURCES).flatMap((id) => {
      const resource = state.openResource(id as ResourceId);
      if (resource === undefined) return [];
      const { persistentState, properties } = resource;
      return settingsOf('resource', id, { persistentState, ...properties });
    }),
  ];
};
