import { type GroupEvent } from '../src/group/events.js';
import { type NodeEvent } from '../src/node/events.js';
import { type Attempt, type ResourceEvent } from '../src/resource/events.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '../src/vocabulary/ids.js';
import { type DataOf } from '../src/vocabulary/message.js';

/** Ids that name their things. */
export const NODE_A = 'node-a' as NodeId;
export const NODE_B = 'node-b' as NodeId;
export const GROUP = 'group' as GroupId;
export const APP = 'app' as ResourceId;
export const WEB = 'web' as ResourceId;
export const FIRST = 'operation 1' as OperationId;
export const SECOND = 'operation 2' as OperationId;
export const CHECKPOINT = 'checkpoint' as CheckpointId;
export const KEY = 'SOFTWARE\\Contoso\\App';

export const attempt = (operation = FIRST, epoch = 1, node = NODE_A): Attempt => ({
  operation,
  epoch,
  node,
});

export const nodeOpened: NodeEvent = { type: 'NodeOpened', data: { name: 'node-a' } };

export const groupOpened: GroupEvent = {
  type: 'GroupOpened',
  data: { owner: NODE_A, preferredOwners: [] },
};

export const member = (resource: ResourceId): GroupEvent => ({
  type: 'GroupMemberAdded',
  data: { resource },
});

export const resourceOpened: ResourceEvent = {
  type: 'ResourceOpened',
  data: { type: 'Generic Service', group: GROUP },
};

/** A checkpoint with its first capture, of revision 5 of node A. */
export const checkpointed = (
  checkpoint = CHECKPOINT,
  key = KEY,
): readonly [ResourceEvent, ResourceEvent] => [
  {
    type: 'RegistryCheckpointAdded',
    data: { checkpoint, key, view: '64-bit', effectiveKey: key },
  },
  captured(1, { reason: 'added', checkpoint }),
];

type Captured = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

export const captured = (number: number, more: Partial<Captured> = {}): ResourceEvent => ({
  type: 'RegistryCheckpointCaptured',
  data: {
    checkpoint: CHECKPOINT,
    number,
    reason: 'changed',
    source: { node: NODE_A, nodeRevision: 4 + number },
    hash: `hash ${number}`,
    ...more,
  },
});

export const restored = (capture: number, on = attempt()): ResourceEvent => ({
  type: 'RegistryCheckpointRestored',
  data: { ...on, checkpoint: CHECKPOINT, capture, nodeRevision: 10 },
});

/** On its way online, with its last capture pinned. */
export const onlinePending = (on = attempt(), capture?: number): ResourceEvent => ({
  type: 'ResourceOnlinePending',
  data: {
    ...on,
    persist: true,
    pins: capture === undefined ? [] : [{ checkpoint: CHECKPOINT, capture }],
  },
});

export const online = (on = attempt(), nodeRevision = 11): ResourceEvent => ({
  type: 'ResourceOnline',
  data: { ...on, nodeRevision },
});

export const offlinePending = (on = attempt(SECOND, 2)): ResourceEvent => ({
  type: 'ResourceOfflinePending',
  data: { ...on, persist: true },
});

export const offline = (on = attempt(SECOND, 2), nodeRevision = 20): ResourceEvent => ({
  type: 'ResourceOffline',
  data: { ...on, nodeRevision },
});

/** With one checkpoint, online on node A since revision 11. */
export const runningApp: readonly ResourceEvent[] = [
  resourceOpened,
  ...checkpointed(),
  onlinePending(attempt(), 1),
  restored(1),
  online(),
];
