import { foldName, hashKey } from '#registry';

import { type NodeId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { capturedAt } from '../captured-at.js';
import { REPLACEMENTS, type ResourceEvent } from '../events.js';
import { type OpenResource, type RegistryCheckpoint } from '../state.js';
import { falseCapturesAfter, withCaptured, withDone } from '../unrestored.js';

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

/** A checkpoint without a capture: an absent key is nothing new, and never its first capture. */
const ABSENT_KEY = hashKey(undefined);

export const registryCheckpointAdded = (
  state: OpenResource,
  {
    checkpoint: id,
    key,
    view,
    effectiveKey,
    captures = 0,
  }: DataOf<ResourceEvent, 'RegistryCheckpointAdded'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map(state.checkpoints).set(id, {
    id,
    key,
    view,
    effectiveKey,
    captures,
    hash: ABSENT_KEY,
    source: { node: '' as NodeId, nodeRevision: -1 },
    reason: 'added',
    settled: true,
    cured: undefined,
    falseCaptures: [],
    overUnrestored: undefined,
  }),
  keys: new Map(state.keys).set(foldName(key), id),
});

export const registryCheckpointCaptured = (
  state: OpenResource,
  data: CapturedData,
): OpenResource => {
  const { checkpoint: id, number, reason, hash, overUnrestored, cure } = data;
  const known = state.checkpoints.get(id);
  if (known === undefined) return state;
  const next: RegistryCheckpoint = {
    ...known,
    captures: number,
    hash,
    source: capturedAt(data) ?? known.source,
    reason,
    ...curedAfter(known, { reason, cure }),
    overUnrestored,
    falseCaptures: falseCapturesAfter(known, state, { ...data, isSame: hash === known.hash }),
  };
  const checkpoints = new Map(state.checkpoints).set(id, next);
  const after = withCaptured({ ...state, checkpoints }, data);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone(after, id) : after;
};

/** A cure replaces the stored copy, as some commands do. */
const curedAfter = (
  { settled, cured }: RegistryCheckpoint,
  { reason, cure }: Pick<CapturedData, 'reason'> & Readonly<{ cure: CapturedData['cure'] }>,
): Pick<RegistryCheckpoint, 'settled' | 'cured'> => ({
  settled: settled || REPLACEMENTS.has(reason) || cure !== undefined,
  cured: cure?.by ?? cured,
});

export const registryCheckpointDeleted = (
  state: OpenResource,
  { checkpoint, key }: DataOf<ResourceEvent, 'RegistryCheckpointDeleted'>,
): OpenResource => {
  const { captures = 0, hash = ABSENT_KEY } = state.checkpoints.get(checkpoint) ?? {};
  return {
    ...state,
    checkpoints: new Map([...state.checkpoints].filter(([id]) => id !== checkpoint)),
    keys: new Map([...state.keys].filter(([folded]) => folded !== foldName(key))),
    deleted: new Map(state.deleted).set(checkpoint, { captures, hash }),
  };
};
