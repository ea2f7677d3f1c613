import { type CheckpointId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { type ResourceEvent } from './events.js';
import { type MissingRestore, type OnlineWindow, type OpenResource } from './state.js';

type Captured = DataOf<ResourceEvent, 'RegistryCheckpointCaptured' | 'CryptoCheckpointCaptured'>;

/** True if the restore of a checkpoint is missing on the node of the last online interval. */
export const isUnrestored = (
  { id }: Readonly<{ id: CheckpointId }>,
  { window }: Pick<OpenResource, 'window'>,
): boolean => window?.unrestored.has(id) === true;

/** Marks a checkpoint as restored, or captured, in the open attempt. */
export const withDone = (state: OpenResource, id: CheckpointId): OpenResource =>
  state.attempt === undefined
    ? state
    : { ...state, attempt: { ...state.attempt, done: new Set(state.attempt.done).add(id) } };

type AnyRestored = DataOf<ResourceEvent, 'RegistryCheckpointRestored' | 'CryptoCheckpointRestored'>;

/** A restore on the way online, or a later one by command onto a key whose restore was missing. */
export const checkpointRestored = (state: OpenResource, data: AnyRestored): OpenResource => {
  if (state.attempt?.operation === data.operation) return withDone(state, data.checkpoint);
  const { window } = state;
  return window?.node === data.node
    ? { ...state, window: withoutMissingRestore(window, data.checkpoint) }
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
  if (state.attempt?.operation !== operation) return state;
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
  const unrestored = new Map(state.attempt.unrestored).set(checkpoint, missing);
  return done.attempt === undefined ? done : { ...done, attempt: { ...done.attempt, unrestored } };
};

/** The online interval without the missing restore of a checkpoint. */
const withoutMissingRestore = <Window extends OnlineWindow | undefined>(
  window: Window,
  id: CheckpointId,
): Window => {
  if (window?.unrestored.has(id) !== true) return window;
  const unrestored = new Map(window.unrestored);
  unrestored.delete(id);
  return { ...window, unrestored };
};

/** A capture of the whole key or container, on the node where its restore is missing, ends that. */
export const withCaptured = (
  state: OpenResource,
  { checkpoint, source }: Captured,
): OpenResource =>
  'node' in source && source.node === state.window?.node
    ? { ...state, window: withoutMissingRestore(state.window, checkpoint) }
    : state;

/** The number of such captures that are listed. */
const MAX_FALSE_CAPTURES = 16;

/** The captures that hold the whole of an unrestored key, after one more capture. */
export const falseCapturesAfter = (
  { id, falseCaptures: known }: Readonly<{ id: CheckpointId; falseCaptures: readonly number[] }>,
  { window }: OpenResource,
  data: Captured & Readonly<{ isSame: boolean }>,
): readonly number[] => {
  const { reason, number } = data;
  if (reason === 'recaptured' || reason === 'reverted') return [];
  const isFalse =
    reason === 'added' ? data.overUnrestored !== undefined : isOverMissingRestore(id, window, data);
  return isFalse ? [...known, number].slice(-MAX_FALSE_CAPTURES) : known;
};

/** Only logs before 0.2.0 have such a capture: the decider now refuses it. */
const isOverMissingRestore = (
  id: CheckpointId,
  window: OnlineWindow | undefined,
  { source, overUnrestored, reason, isSame }: Captured & Readonly<{ isSame: boolean }>,
): boolean =>
  window?.unrestored.has(id) === true &&
  'node' in source &&
  source.node === window.node &&
  overUnrestored === undefined &&
  reason !== 'clobbered' &&
  !isSame;
