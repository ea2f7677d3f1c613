import {
  type CheckpointRef,
  type NodeEvent,
  type NodeId,
  type NodeMoment,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
  type World,
} from '#domain';
import { findKey, hashKey } from '#registry';

/** A capture that is missing: which checkpoint, of which moment, with which hash. */
export type Owed = Readonly<{
  checkpoint: RegistryCheckpoint;
  source: NodeMoment;
  hash: string;
  /** Whether the online window is closed already. */
  late: boolean;
}>;

/** The hash under a key of a node's registry, the moment it is of, and whether the key is there. */
export const takenNow = (
  world: World,
  node: NodeId,
  effectiveKey: string,
): Readonly<{ source: NodeMoment; hash: string; exists: boolean }> | undefined => {
  const state = world.node(node);
  if (state.status === 'absent') return undefined;
  const key = findKey(state.registry, effectiveKey);
  const source = { node, nodeRevision: state.revision };
  return { source, hash: hashKey(key), exists: key !== undefined };
};

/**
 * The captures that a resource is owed: where it is online, every key that differs from its last
 * capture; where its window is closed, every key that differed when it closed.
 */
export const owed = (world: World, id: ResourceId): readonly Owed[] => {
  const state = world.resource(id);
  if (state.status !== 'open' || state.window === undefined) return [];
  return [...state.checkpoints.values()].flatMap((checkpoint) => {
    const missing = owedOf(world, state, checkpoint);
    return missing === undefined ? [] : [missing];
  });
};

const owedOf = (
  world: World,
  { state, window }: OpenResource,
  checkpoint: RegistryCheckpoint,
): Owed | undefined => {
  if (window === undefined) return undefined;
  if (window.closedAt !== undefined) return owedLate(world, window, checkpoint);
  if (state !== 'Online') return undefined;
  const taken = takenNow(world, window.node, checkpoint.effectiveKey);
  if (taken === undefined || taken.hash === checkpoint.hash) return undefined;
  const since = world.since(window.node, checkpoint.effectiveKey);
  const source = since === undefined ? taken.source : { ...taken.source, nodeRevision: since };
  return { checkpoint, source, hash: taken.hash, late: false };
};

const owedLate = (
  world: World,
  { node, closedAt }: NonNullable<OpenResource['window']>,
  checkpoint: RegistryCheckpoint,
): Owed | undefined => {
  const hash = world.closingHash(checkpoint.id);
  if (closedAt === undefined || checkpoint.settled || hash === undefined) return undefined;
  if (hash === checkpoint.hash) return undefined;
  return { checkpoint, source: { node, nodeRevision: closedAt }, hash, late: true };
};

/**
 * Whether a change at a revision of a node is captured for a checkpoint, or needs no capture:
 * what a request that changed the registry waits for before it is answered.
 */
export const isPaid = (
  world: World,
  { resource, checkpoint }: CheckpointRef,
  { node, nodeRevision }: NodeMoment,
): boolean => {
  const state = world.resource(resource);
  const known = state.status === 'open' ? state.checkpoints.get(checkpoint) : undefined;
  if (known === undefined || world.onlineAt(resource) !== node) return true;
  if (known.source.node === node && known.source.nodeRevision >= nodeRevision) return true;
  return takenNow(world, node, known.effectiveKey)?.hash === known.hash;
};

/** The checkpoints, of resources online on a node, that an event of its registry may touch. */
export const touchedBy = (
  world: World,
  node: NodeId,
  { changes, staged }: Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>['data'],
): readonly CheckpointRef[] =>
  staged === undefined ? world.touched(node, changes) : onlineCheckpoints(world, node);

/** A staged list is long: every checkpoint that is online there is looked at, once. */
const onlineCheckpoints = (world: World, node: NodeId): readonly CheckpointRef[] =>
  world
    .groupsOn(node)
    .flatMap((id) => {
      const group = world.group(id);
      return group.status === 'open' ? [...group.members] : [];
    })
    .filter((resource) => world.onlineAt(resource) === node)
    .flatMap((resource) => {
      const state = world.resource(resource);
      return state.status === 'open'
        ? [...state.checkpoints.keys()].map((checkpoint) => ({ resource, checkpoint }))
        : [];
    });
