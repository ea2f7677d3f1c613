import { foldName } from '#registry';

import { type CheckpointId, type NodeId } from '../shared/ids.js';
import { capturedAt } from './captured-at.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource } from './state.js';

export type CheckpointEvent = Extract<ResourceEvent, { type: `RegistryCheckpoint${string}` }>;

export const evolveCheckpoints = (state: OpenResource, event: CheckpointEvent): OpenResource => {
  switch (event.type) {
    case 'RegistryCheckpointAdded':
      return added(state, event.data);
    case 'RegistryCheckpointCaptured':
      return captured(state, event.data);
    case 'RegistryCheckpointRestored':
      return withDone(state, event.data.checkpoint);
    case 'RegistryCheckpointRestoreFailed':
      return withUnrestored(withDone(state, event.data.checkpoint), event.data.checkpoint);
    case 'RegistryCheckpointDeleted':
      return deleted(state, event.data);
  }
};

type DataOf<Type extends CheckpointEvent['type']> = Extract<
  CheckpointEvent,
  { type: Type }
>['data'];

const added = (
  state: OpenResource,
  { checkpoint: id, key, view, effectiveKey }: DataOf<'RegistryCheckpointAdded'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map(state.checkpoints).set(id, {
    id,
    key,
    view,
    effectiveKey,
    captures: 0,
    hash: '',
    source: { node: '' as NodeId, nodeRevision: -1 },
    reason: 'added',
    settled: true,
  }),
  keys: new Map(state.keys).set(foldName(key), id),
});

const captured = (
  state: OpenResource,
  { checkpoint: id, number, reason, hash, ...data }: DataOf<'RegistryCheckpointCaptured'>,
): OpenResource => {
  const known = state.checkpoints.get(id);
  if (known === undefined) return state;
  const source = capturedAt(data) ?? known.source;
  const next = { ...known, captures: number, hash, source, reason, settled: true };
  const checkpoints = new Map(state.checkpoints).set(id, next);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone({ ...state, checkpoints }, id) : { ...state, checkpoints };
};

export const withDone = (state: OpenResource, id: CheckpointId): OpenResource =>
  state.attempt === undefined
    ? state
    : { ...state, attempt: { ...state.attempt, done: new Set(state.attempt.done).add(id) } };

export const withUnrestored = (state: OpenResource, id: CheckpointId): OpenResource =>
  state.attempt === undefined
    ? state
    : {
        ...state,
        attempt: { ...state.attempt, unrestored: new Set(state.attempt.unrestored).add(id) },
      };

const deleted = (
  state: OpenResource,
  { checkpoint, key }: DataOf<'RegistryCheckpointDeleted'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map([...state.checkpoints].filter(([id]) => id !== checkpoint)),
  keys: new Map([...state.keys].filter(([folded]) => folded !== foldName(key))),
});
