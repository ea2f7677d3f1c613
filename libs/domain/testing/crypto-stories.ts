import { type NodeEvent } from '../src/node/events.js';
import { type ResourceEvent } from '../src/resource/events.js';
import { type DataOf } from '../src/vocabulary/message.js';
import { type ContainerId, type KeyId } from '../src/vocabulary/ids.js';
import {
  APP,
  attempt,
  CHECKPOINT,
  FIRST,
  GROUP,
  NODE_A,
  online,
  onlinePending,
  resourceOpened,
  restored,
} from './stories.js';

type Captured = Extract<ResourceEvent, { type: 'CryptoCheckpointCaptured' }>['data'];
type Failed = Extract<ResourceEvent, { type: 'CryptoCheckpointRestoreFailed' }>['data'];

/** The container C of provider P. An empty provider means the default one of its type. */
export const NAME = { type: 5, provider: 'P', container: 'C' } as const;

/** Keys whose fingerprint is their name. */
export const keysCaptured = (number: number, more: Partial<Captured> = {}): ResourceEvent => ({
  type: 'CryptoCheckpointCaptured',
  data: {
    ...{ checkpoint: CHECKPOINT, number, reason: 'changed', fingerprint: `keys ${number}` },
    ...{ source: { node: NODE_A, nodeRevision: 4 + number }, key: `copy ${number}` as KeyId },
    ...more,
  },
});

export const keysRestoreFailed = (more: Partial<Failed> = {}): ResourceEvent => ({
  type: 'CryptoCheckpointRestoreFailed',
  data: {
    ...{ ...attempt(), checkpoint: CHECKPOINT, capture: 1, reason: 'erased', nodeRevision: 10 },
    ...{ cause: 'key-erased', ...more },
  },
});

const added: readonly ResourceEvent[] = [
  resourceOpened,
  { type: 'CryptoCheckpointAdded', data: { checkpoint: CHECKPOINT, name: '5\\P\\C', ...NAME } },
  keysCaptured(1, { reason: 'added' }),
  onlinePending(attempt(), 1),
];

/** The restore of node A's container was tried at revision 10 and failed; not online yet. */
export const keysFailing: readonly ResourceEvent[] = [...added, keysRestoreFailed()];

/** Online on node A since revision 11, with that restore missing. */
export const keysUnrestored: readonly ResourceEvent[] = [...keysFailing, online()];

/** Online on node A since revision 11, with its keys restored. */
export const keysRestored: readonly ResourceEvent[] = [
  ...added,
  { ...restored(1), type: 'CryptoCheckpointRestored' } as ResourceEvent,
  online(),
];

const container = (key: string, name: string): DataOf<NodeEvent, 'KeyContainerStored'> => ({
  ...{ container: name as ContainerId, type: NAME.type, provider: NAME.provider, name },
  ...{ exportable: true, fingerprint: key, key: key as KeyId },
});

/** Stores keys in a container of a node, C of the provider P. */
export const stored = (key = 'keys', name = 'C', replaced?: string): NodeEvent => ({
  type: 'KeyContainerStored',
  data: {
    ...container(key, name),
    ...(replaced !== undefined && { replaced: replaced as KeyId }),
  },
});

export const deleted = (key = 'keys', name = 'C'): NodeEvent => ({
  type: 'KeyContainerDeleted',
  data: { container: name as ContainerId, key: key as KeyId, fingerprint: key },
});

const restore = {
  ...{ resource: APP, checkpoint: CHECKPOINT, capture: 1 },
  ...{ group: GROUP, epoch: 1, operation: FIRST },
} as const;

type KeysRestored = DataOf<NodeEvent, 'KeyContainerRestored'>;
type AbsenceRestored = DataOf<NodeEvent, 'KeyContainerAbsenceRestored'>;

/** A capture was restored to the container C of the provider P. */
export const keysWereRestored = (more: Partial<KeysRestored> = {}): NodeEvent => ({
  type: 'KeyContainerRestored',
  data: { ...container('keys', 'C'), ...restore, ...more },
});

/** The absence of the container C of the provider P was restored. */
export const absenceWasRestored = (more: Partial<AbsenceRestored> = {}): NodeEvent => ({
  type: 'KeyContainerAbsenceRestored',
  data: { type: NAME.type, provider: NAME.provider, name: 'C', ...restore, ...more },
});
