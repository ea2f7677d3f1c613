import { type Cluster } from '../../cluster/state.js';
import { withProviders } from '../../group/closure.js';
import { type DeniedMove } from '../../group/events.js';
import { type OpenGroup } from '../../group/state.js';
import { type OpenResource } from '../../resource/state.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { type CheckpointRef } from './checkpoint-index.js';

/** The parts of a cluster state that show which resource has a checkpoint on which key. */
export type Claims = Readonly<{
  cluster: Cluster;
  denials: Readonly<{
    checkpoints: ReadonlyMap<CheckpointId, ResourceId>;
    moves: ReadonlyMap<GroupId, DeniedMove>;
  }>;
  overlapping: (effectiveKey: string) => readonly CheckpointRef[];
}>;

/** The claims, and the nodes on which resources are or will be. */
export type Places = Claims &
  Readonly<{
    openGroup: (id: GroupId) => OpenGroup | undefined;
    openResource: (id: ResourceId) => OpenResource | undefined;
    openMembers: (id: GroupId) => readonly (readonly [ResourceId, OpenResource])[];
    onlineAt: (id: ResourceId) => NodeId | undefined;
  }>;

/** A key that a resource is to write. */
export type Claim = Readonly<{ resource: ResourceId; effectiveKey: string }>;

/**
 * The checkpoint of another resource because of which the clobber policy denies a key (rule 6). A
 * denied checkpoint denies nothing itself.
 */
export const deniedBy = (
  state: Claims,
  { resource, effectiveKey }: Claim,
  isInTheWay: (other: ResourceId) => boolean = () => true,
): CheckpointRef | undefined => {
  const { cluster } = state;
  if (cluster.status === 'absent' || cluster.clobberPolicy === 'warn') return undefined;
  return state
    .overlapping(effectiveKey)
    .find(
      (ref) =>
        ref.resource !== resource &&
        !state.denials.checkpoints.has(ref.checkpoint) &&
        isInTheWay(ref.resource),
    );
};

/**
 * The resource because of which the clobber policy denies the move of a group to a node: the
 * resource has a checkpoint on the same key, and is online there or about to be.
 */
export const moveDeniedBy = (state: Places, group: GroupId, to: NodeId): ResourceId | undefined => {
  const isInTheWay = (other: ResourceId): boolean =>
    state.onlineAt(other) === to || isBroughtOnline(state, other, { to, besides: group });
  for (const [resource, { checkpoints }] of state.openMembers(group))
    for (const { effectiveKey } of checkpoints.values()) {
      const found = deniedBy(state, { resource, effectiveKey }, isInTheWay);
      if (found !== undefined) return found.resource;
    }
  return undefined;
};

/** True if the operation of another group brings a resource online on a node. */
const isBroughtOnline = (
  state: Places,
  id: ResourceId,
  { to, besides }: Readonly<{ to: NodeId; besides: GroupId }>,
): boolean => {
  const of = state.openResource(id)?.group;
  if (of === undefined || of === besides) return false;
  const group = state.openGroup(of);
  return group !== undefined && broughtOnline(state, of, { group, to }).has(id);
};

const NONE: ReadonlySet<ResourceId> = new Set();

/** The resources that an allowed operation of a group brings online on a node. */
const broughtOnline = (
  state: Places,
  id: GroupId,
  { group, to }: Readonly<{ group: OpenGroup; to: NodeId }>,
): ReadonlySet<ResourceId> => {
  const { operation, owner } = group;
  switch (operation?.kind) {
    case 'move': {
      const isDenied = state.denials.moves.get(id)?.operation === operation.id;
      if (operation.to !== to || isDenied) return NONE;
      return withProviders(group, persistentlyOnline(state, id));
    }
    case 'online':
    case 'restart':
      return owner === to ? withProviders(group, operation.resources) : NONE;
    default:
      return NONE;
  }
};

/** The members of a group whose persistent state is Online. */
const persistentlyOnline = (state: Places, group: GroupId): readonly ResourceId[] =>
  state
    .openMembers(group)
    .filter(([, { persistentState }]) => persistentState === 'Online')
    .map(([id]) => id);
