import {
  latest,
  type ClusterState,
  type FormedCluster,
  type GroupId,
  type Occurrence,
  type ResourceId,
} from '#domain';

type Thing = Readonly<{ kind: string; id: string }>;
type Formed = Readonly<{ clusterState: ClusterState; cluster: FormedCluster }>;

/**
 * The latest event about a thing and its place in the directory: its entry, its opening or closing,
 * its membership, and the opening or closing of its groups.
 */
export const causeInDirectory = (
  formed: Formed,
  { kind, id }: Thing,
  command: string,
): Occurrence | undefined => {
  const { causes } = formed.clusterState;
  if (kind === 'node' || kind === 'group')
    return latest(causes.of('listed', id), causes.of('opened', id));
  const [group = '', member = ''] = id.split('/');
  return kind === 'member'
    ? causeOfResource(formed, { resource: member, groups: [group] }, command)
    : causeOfResource(formed, { resource: id, groups: groupsOf(formed, id) }, command);
};

/** The steps that wait until a group lets its member go. */
const WAITS_FOR_GROUP = new Set(['RemoveGroupMember', 'ReturnResource']);

const causeOfResource = (
  { clusterState: { causes } }: Formed,
  { resource, groups }: Readonly<{ resource: string; groups: readonly string[] }>,
  command: string,
): Occurrence | undefined => {
  const ofGroup = WAITS_FOR_GROUP.has(command)
    ? (['opened', 'dependencies', 'ended'] as const)
    : (['opened'] as const);
  return latest(
    ...(['listed', 'joined', 'member', 'removal', 'lifecycle'] as const).map((topic) =>
      causes.of(topic, resource),
    ),
    ...groups.flatMap((group) => ofGroup.map((topic) => causes.of(topic, group))),
  );
};

/** The groups that a resource is in, joins, or left. */
const groupsOf = (
  { clusterState, cluster: { resources } }: Formed,
  id: string,
): readonly GroupId[] => {
  const entry = resources.get(id as ResourceId);
  const state = clusterState.openResource(id as ResourceId);
  return [entry?.group, entry?.from, state?.group].filter((group) => group !== undefined);
};
