import { type NodeId } from '../shared/ids.js';
import { type ResourceEvent } from './events.js';
import { withDone, withUnrestored } from './evolve-checkpoints.js';
import { type OpenResource } from './state.js';

export type CryptoEvent = Extract<ResourceEvent, { type: `CryptoCheckpoint${string}` }>;

type DataOf<Type extends CryptoEvent['type']> = Extract<CryptoEvent, { type: Type }>['data'];

export const evolveCryptoCheckpoints = (state: OpenResource, event: CryptoEvent): OpenResource => {
  switch (event.type) {
    case 'CryptoCheckpointAdded':
      return added(state, event.data);
    case 'CryptoCheckpointCaptured':
      return captured(state, event.data);
    case 'CryptoCheckpointRestored':
      return withDone(state, event.data.checkpoint);
    case 'CryptoCheckpointRestoreFailed':
      return withUnrestored(withDone(state, event.data.checkpoint), event.data.checkpoint);
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
  }),
});

const captured = (
  state: OpenResource,
  { checkpoint: id, number, reason, source, fingerprint, key }: DataOf<'CryptoCheckpointCaptured'>,
): OpenResource => {
  const known = state.crypto.get(id);
  if (known === undefined) return state;
  const keys = [...known.keys, key];
  const next = { ...known, captures: number, fingerprint, keys, source, reason, settled: true };
  const crypto = new Map(state.crypto).set(id, next);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone({ ...state, crypto }, id) : { ...state, crypto };
};
