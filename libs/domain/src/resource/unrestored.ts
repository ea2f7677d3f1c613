import { type CheckpointId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { type ResourceEvent } from './events.js';
import { type MissingRestore, type OnlineInterval, type OpenResource } from './state.js';

type Captured = DataOf<ResourceEvent, 'RegistryCheckpointCaptured' | 'CryptoCheckpointCaptured'>;

/** True if the restore of a checkpoint is missing on the node of the last online interval. */
export const isUnrestored = (
  { id }: Readonly<{ id: CheckpointId }>,
  { onlineInterval }: Pick<OpenResource, 'onlineInterval'>,
): boolean => onlineInterval?.unrestored.has(id) === true;

/** Marks a checkpoint as restored, or captured, in the open attempt. */
export const withDone = (state: OpenResource, id: CheckpointId): OpenResource =>
  state.transition === undefined
    ? state
    : {
        ...state,
        transition: { ...state.transition, done: new Set(state.transition.done).add(id) },
      };

type AnyRestored = DataOf<ResourceEvent, 'RegistryCheckpointRestored' | 'CryptoCheckpointRestored'>;

/** A restore on the way online, or a later one by command onto a key whose restore was missing. */
export const checkpointRestored = (state: OpenResource, data: AnyRestored): OpenResource => {
  if (state.transition?.operation === data.operation) return withDone(state, data.checkpoint);
  const { onlineInterval } = state;
  return onlineInterval?.node === data.node
    ? { ...state, onlineInterval: withoutMissingRestore(onlineInterval, data.checkpoint) }
    : state;
};

type AnyRestoreFailed = DataOf<
  ResourceEvent,
  'RegistryCheckpointRestoreFailed' | 'CryptoCheckpointRestoreFailed'
>;

/** A failed restore by command changes nothing. */
export const checkpointRestoreFailed = (
  state: OpenResource,
  { checkpoint, capture, reason, nodeRevision, cause, holder, operation }: AnyRestoreFailed,
): OpenResource => {
  if (state.transition?.operation !== operation) return state;
  const done = withDone(state, checkpoint);
  const missing: MissingRestore = {
    capture,
    reason,
    ...(nodeRevision !== undefined && { nodeRevision }),
    ...(cause !== undefined && { cause }),
    ...(holder !== undefined && { holder }),
    revision: state.revision,
    key: state.checkpoints.get(checkpoint)?.effectiveKey,
  };
  const unrestored = new Map(state.transition.unrestored).set(checkpoint, missing);
  return done.transition === undefined
    ? done
    : { ...done, transition: { ...done.transition, unrestored } };
};

/** The online interval without the missing restore of a checkpoint. */
const withoutMissingRestore = <Interval extends OnlineInterval | undefined>(
  interval: Interval,
  id: CheckpointId,
): Interval => {
  if (interval?.unrestored.has(id) !== true) return interval;
  const unrestored = new Map(interval.unrestored);
  unrestored.delete(id);
  return { ...interval, unrestored };
};

/** A capture of the whole key or container, on the node where its restore is missing, ends that. */
export const withCaptured = (
  state: OpenResource,
  { checkpoint, source }: Captured,
): OpenResource =>
  'node' in source && source.node === state.onlineInterval?.node
    ? { ...state, onlineInterval: withoutMissingRestore(state.onlineInterval, checkpoint) }
    : state;

/** The number of such captures that are listed. */
const MAX_FALSE_CAPTURES = 16;

/** The captures that hold the whole of an unrestored key, after one more capture. */
export const falseCapturesAfter = (
  { id, falseCaptures: known }: Readonly<{ id: CheckpointId; falseCaptures: readonly number[] }>,
  { onlineInterval }: OpenResource,
  data: Captured & Readonly<{ isSame: boolean }>,
): readonly number[] => {
  const { reason, number } = data;
  if (reason === 'recaptured' || reason === 'reverted' || data.cure !== undefined) return [];
  const isFalse =
    reason === 'added'
      ? data.overUnrestored !== undefined
      : isOverMissingRestore(id, onlineInterval, data);
  return isFalse ? [...known, number].slice(-MAX_FALSE_CAPTURES) : known;
};

/** Only logs before 0.2.0 have such a capture: the decider now refuses it. */
const isOverMissingRestore = (
  id: CheckpointId,
  interval: OnlineInterval | undefined,
  { source, overUnrestored, reason, isSame }: Captured & Readonly<{ isSame: boolean }>,
): boolean =>
  interval?.unrestored.has(id) === true &&
  'node' in source &&
  source.node === interval.node &&
  overUnrestored === undefined &&
  reason !== 'clobbered' &&
  !isSame;
