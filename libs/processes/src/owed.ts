import {
  chunkChanges,
  fitsOneEvent,
  isSameKey,
  keyAfter,
  type CheckpointId,
  type CheckpointRef,
  type Clobber,
  type NodeEvent,
  type NodeId,
  type NodeMoment,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceEvent,
  type ResourceId,
  type World,
} from '#domain';
import { diffKeys, findKey, hashKey } from '#registry';

type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** A capture that is missing. */
export type Owed = Readonly<{
  checkpoint: RegistryCheckpoint;
  captured: Pick<CapturedData, 'source' | 'changes' | 'hash' | 'overUnrestored'>;
  /** The restore by another resource that the capture records. */
  clobber: Clobber | undefined;
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
 * capture; where its window is closed, every key that differed when it closed. Of a key whose restore
 * is missing, the edits since the restore was tried.
 */
export const owed = (world: World, id: ResourceId): readonly Owed[] => {
  const state = world.resource(id);
  if (state.status !== 'open' || state.window === undefined) return [];
  const { window } = state;
  return [...state.checkpoints.values()].flatMap((checkpoint) => {
    const missing = window.unrestored.has(checkpoint.id)
      ? owedOverUnrestored(world, state, checkpoint)
      : owedOf(world, state, checkpoint);
    return missing === undefined ? [] : [missing];
  });
};

const owedOf = (
  world: World,
  { state, window }: OpenResource,
  checkpoint: RegistryCheckpoint,
): Owed | undefined => {
  if (window === undefined) return undefined;
  const clobber = world.clobber(checkpoint.id);
  if (window.closedAt !== undefined) {
    const captured = checkpoint.settled ? undefined : closingOf(world, window, checkpoint);
    if (captured === undefined || captured.hash === checkpoint.hash) return undefined;
    return { checkpoint, captured, clobber, late: true };
  }
  if (state !== 'Online') return undefined;
  const captured = liveOf(world, window.node, checkpoint);
  if (captured === undefined || captured.hash === checkpoint.hash) return undefined;
  return { checkpoint, captured, clobber, late: false };
};

type Window = NonNullable<OpenResource['window']>;

/** The live key, by the revision by which it became what it is. */
const liveOf = (
  world: World,
  node: NodeId,
  { effectiveKey }: RegistryCheckpoint,
): Owed['captured'] | undefined => {
  const taken = takenNow(world, node, effectiveKey);
  if (taken === undefined) return undefined;
  const since = world.since(node, effectiveKey);
  const source = since === undefined ? taken.source : { ...taken.source, nodeRevision: since };
  return { source, hash: taken.hash };
};

/** The key as it was when the window closed. */
const closingOf = (
  world: World,
  { node, closedAt }: Window,
  { id }: RegistryCheckpoint,
): Owed['captured'] | undefined => {
  const hash = world.closingHash(id);
  return closedAt === undefined || hash === undefined
    ? undefined
    : { source: { node, nodeRevision: closedAt }, hash };
};

/**
 * The edits of a key whose restore is missing, on top of the last capture. Where another resource has
 * restored a checkpoint of that very key, the key as a whole.
 */
const owedOverUnrestored = (
  world: World,
  { window }: OpenResource,
  checkpoint: RegistryCheckpoint,
): Owed | undefined => {
  if (window === undefined) return undefined;
  const late = window.closedAt !== undefined;
  const clobber = world.clobber(checkpoint.id);
  if (clobber !== undefined && isSameKey(clobber.key, checkpoint.effectiveKey)) {
    const whole = late
      ? closingOf(world, window, checkpoint)
      : liveOf(world, window.node, checkpoint);
    return whole && { checkpoint, captured: whole, clobber, late };
  }
  const captured = editsOf(world, checkpoint);
  return captured && { checkpoint, captured, clobber, late };
};

/**
 * All edits, where they fit into one event. Else as much of the difference that they make as fits,
 * by a capture that does not count as having them; the last of these does.
 */
const editsOf = (world: World, checkpoint: RegistryCheckpoint): Owed['captured'] | undefined => {
  const { id, effectiveKey: key, captures, hash: before } = checkpoint;
  const known = world.unrestored(id);
  const content = world.content(id);
  const [first, last] = [known?.edits[0], known?.edits.at(-1)];
  if (known === undefined || first === undefined || last === undefined) return undefined;
  if (content?.number !== captures || content.key === 'unknown') return undefined;
  const edits = known.edits.flatMap(({ changes }) => changes);
  const after = keyAfter(content.key, edits, key);
  if (hashKey(after) === before) return undefined;
  const [changes = [], more] = fitsOneEvent(edits)
    ? [edits]
    : chunkChanges(diffKeys(content.key, after, key));
  const nodeRevision = more === undefined ? last.nodeRevision : first.nodeRevision - 1;
  return {
    source: { capture: captures },
    changes,
    hash: hashKey(more === undefined ? after : keyAfter(content.key, changes, key)),
    overUnrestored: { restoreFailed: known.restoreFailed, node: known.node, nodeRevision },
  };
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
  if (state.status !== 'open' || known === undefined || world.onlineAt(resource) !== node)
    return true;
  if (state.window?.unrestored.has(checkpoint) === true)
    return (
      hasEditsOf(world, checkpoint, nodeRevision) ||
      owedOverUnrestored(world, state, known) === undefined
    );
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

/** Whether no edit of a key whose restore is missing is pending up to a revision of the node. */
const hasEditsOf = (world: World, checkpoint: CheckpointId, nodeRevision: number): boolean =>
  world.unrestored(checkpoint)?.edits.every((edit) => edit.nodeRevision > nodeRevision) === true;
