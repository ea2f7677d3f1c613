import { foldName } from '#registry';

import { type NodeId } from '../shared/ids.js';
import { capturedAt } from './captured-at.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource, type RegistryCheckpoint } from './state.js';
import {
  falseCapturesAfter,
  withCaptured,
  withDone,
  withRestored,
  withUnrestored,
} from './unrestored.js';

export type CheckpointEvent = Extract<ResourceEvent, { type: `RegistryCheckpoint${string}` }>;

export const evolveCheckpoints = (state: OpenResource, event: CheckpointEvent): OpenResource => {
  switch (event.type) {
    case 'RegistryCheckpointAdded':
      return added(state, event.data);
    case 'RegistryCheckpointCaptured':
      return captured(state, event.data);
    case 'RegistryCheckpointRestored':
      return withRestored(state, event.data);
    case 'RegistryCheckpointRestoreFailed':
      return withUnrestored(state, event.data);
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
    falseCaptures: [],
    overUnrestored: undefined,
  }),
  keys: new Map(state.keys).set(foldName(key), id),
});

const captured = (
  state: OpenResource,
  data: DataOf<'RegistryCheckpointCaptured'>,
): OpenResource => {
  const { checkpoint: id, number, reason, hash, overUnrestored } = data;
  const known = state.checkpoints.get(id);
  if (known === undefined) return state;
  const next: RegistryCheckpoint = {
    ...known,
    captures: number,
    hash,
    source: capturedAt(data) ?? known.source,
    reason,
    settled: true,
    overUnrestored,
    falseCaptures: falseCapturesAfter(known, state, { ...data, isSame: hash === known.hash }),
  };
  const checkpoints = new Map(state.checkpoints).set(id, next);
  const after = withCaptured({ ...state, checkpoints }, data);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone(after, id) : after;
};

const deleted = (
  state: OpenResource,
  { checkpoint, key }: DataOf<'RegistryCheckpointDeleted'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map([...state.checkpoints].filter(([id]) => id !== checkpoint)),
  keys: new Map([...state.keys].filter(([folded]) => folded !== foldName(key))),
});
