import { type NodeId } from '../shared/ids.js';
import { type ResourceEvent } from './events.js';
import { type CryptoCheckpoint, type OpenResource } from './state.js';
import {
  falseCapturesAfter,
  withCaptured,
  withDone,
  withRestored,
  withUnrestored,
} from './unrestored.js';

export type CryptoEvent = Extract<ResourceEvent, { type: `CryptoCheckpoint${string}` }>;

type DataOf<Type extends CryptoEvent['type']> = Extract<CryptoEvent, { type: Type }>['data'];

export const evolveCryptoCheckpoints = (state: OpenResource, event: CryptoEvent): OpenResource => {
  switch (event.type) {
    case 'CryptoCheckpointAdded':
      return added(state, event.data);
    case 'CryptoCheckpointCaptured':
      return captured(state, event.data);
    case 'CryptoCheckpointRestored':
      return withRestored(state, event.data);
    case 'CryptoCheckpointRestoreFailed':
      return withUnrestored(state, event.data);
    case 'CryptoCheckpointDeleted': {
      const left = [...state.crypto].filter(([id]) => id !== event.data.checkpoint);
      return { ...state, crypto: new Map(left) };
    }
  }
};

const added = (
  state: OpenResource,
  { checkpoint: id, ...name }: DataOf<'CryptoCheckpointAdded'>,
): OpenResource => ({
  ...state,
  crypto: new Map(state.crypto).set(id, {
    id,
    ...name,
    captures: 0,
    fingerprint: '',
    keys: [],
    source: { node: '' as NodeId, nodeRevision: -1 },
    reason: 'added',
    settled: true,
    falseCaptures: [],
    overUnrestored: undefined,
  }),
});

const captured = (state: OpenResource, data: DataOf<'CryptoCheckpointCaptured'>): OpenResource => {
  const { checkpoint: id, number, reason, source, fingerprint, key, overUnrestored } = data;
  const known = state.crypto.get(id);
  if (known === undefined) return state;
  const isSame = fingerprint === known.fingerprint;
  const next: CryptoCheckpoint = {
    ...known,
    captures: number,
    fingerprint,
    keys: [...known.keys, key ?? null],
    source,
    reason,
    settled: true,
    overUnrestored,
    falseCaptures: falseCapturesAfter(known, state, { ...data, isSame }),
  };
  const crypto = new Map(state.crypto).set(id, next);
  const after = withCaptured({ ...state, crypto }, data);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone(after, id) : after;
};
