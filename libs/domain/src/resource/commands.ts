import { type RegistryView } from '#registry';

import { type CheckpointId, type GroupId, type OperationId } from '../shared/ids.js';
import { type Message } from '../shared/message.js';
import { type Attempt, type NodeMoment, type ResourceEvent } from './events.js';

/** Where a capture is taken from, and the hash of the tree that is there. */
export type Taken = Readonly<{ source: NodeMoment; hash: string }>;

type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

export type ResourceCommand =
  | Message<'OpenResource', { type: string; group: GroupId }>
  | Message<'FenceResource', { epoch: number }>
  | Message<'BeginOnline', Attempt & { persist: boolean }>
  | Message<'CompleteOnline', Attempt & { nodeRevision: number }>
  | Message<'BeginOffline', Attempt & { persist: boolean }>
  | Message<'CompleteOffline', Attempt & { nodeRevision: number }>
  | Message<'CloseResource', Record<string, never>>
  | Message<
      'AddRegistryCheckpoint',
      {
        checkpoint: CheckpointId;
        key: string;
        view: RegistryView;
        effectiveKey: string;
        /** Undefined when the key does not exist on the owner. */
        taken: Taken | undefined;
      }
    >
  | Message<'DeleteRegistryCheckpoint', { key: string }>
  | Message<'CaptureRegistry', Omit<CapturedData, 'number'> & { operation?: OperationId }>
  | Message<
      'RecordRegistryRestore',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >;

export type ResourceCommandData<Type extends ResourceCommand['type']> = Extract<
  ResourceCommand,
  { type: Type }
>['data'];
