import { type NodeId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { REPLACEMENTS, type ResourceEvent } from '../events.js';
import { type CryptoCheckpoint, type OpenResource } from '../state.js';
import { falseCapturesAfter, withCaptured, withDone } from '../unrestored.js';

export const cryptoCheckpointAdded = (
  state: OpenResource,
  { checkpoint: id, ...name }: DataOf<ResourceEvent, 'CryptoCheckpointAdded'>,
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

export const cryptoCheckpointCaptured = (
  state: OpenResource,
  data: DataOf<ResourceEvent, 'CryptoCheckpointCaptured'>,
): OpenResource => {
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
    settled: known.settled || REPLACEMENTS.has(reason),
    overUnrestored,
    falseCaptures: falseCapturesAfter(known, state, { ...data, isSame }),
  };
  const crypto = new Map(state.crypto).set(id, next);
  const after = withCaptured({ ...state, crypto }, data);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone(after, id) : after;
};

export const cryptoCheckpointDeleted = (
  state: OpenResource,
  { checkpoint }: DataOf<ResourceEvent, 'CryptoCheckpointDeleted'>,
): OpenResource => ({
  ...state,
  crypto: new Map([...state.crypto].filter(([id]) => id !== checkpoint)),
});
