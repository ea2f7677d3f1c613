import { type RegistryChange, type RegistryKey } from '#registry';

import { type ContainerId, type GroupId, type OperationId } from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import {
  type ContainerName,
  type Drain,
  type Failback,
  type KeyContainer,
  type Restore,
  type StagedSet,
} from './events.js';

export type NodeCommand =
  | Message<'OpenNode', { name: string }>
  | Message<'StartNode', { operation: OperationId; ignorePersistentState?: boolean }>
  | Message<'StopNode', { operation: OperationId }>
  | Message<'CrashNode', { operation: OperationId }>
  | Message<'PauseNode', { operation: OperationId; drain?: Omit<Drain, 'purpose'> }>
  | Message<'ResumeNode', { operation: OperationId; failback: Failback }>
  /** The groups have left, or those that could have. */
  | Message<
      'CompleteDrain',
      { operation: OperationId; status: 'Completed' | 'Failed'; reason?: string }
    >
  /** The groups that are still on the node stay there. */
  | Message<'CancelDrain', { operation: OperationId }>
  | Message<'HoldRegistry', { key: string; holder: string }>
  | Message<'ReleaseRegistry', { key: string }>
  | Message<'SetDefaultProvider', { type: number; provider: string }>
  /** With `into`, only into the container that has this id. */
  | Message<'StoreKeyContainer', KeyContainer & { into?: ContainerId }>
  | Message<'DeleteKeyContainer', { container: ContainerId }>
  /** `isLast`: it is the only node, which may leave while it is up. */
  | Message<'StartEviction', { operation: OperationId; isLast: boolean }>
  | Message<'AbandonEviction', { operation: OperationId }>
  /** It has left the cluster: nobody can reach its keys any more, and they go. */
  | Message<'CleanNode', Record<string, never>>
  | Message<'RevealKeyMaterial', { container: ContainerId }>
  | Message<'RestoreKeyContainer', KeyContainer & Omit<Restore, 'key'>>
  /** Deletes the container of that name, if there is one. */
  | Message<'RestoreKeyContainerAbsence', ContainerName & Omit<Restore, 'key'>>
  | Message<'FenceGroup', { group: GroupId; epoch: number }>
  | Message<
      'StageRegistryChanges',
      { set: string; index: number; changes: readonly RegistryChange[] }
    >
  | Message<'ChangeRegistry', { changes: readonly RegistryChange[]; staged?: StagedSet }>
  | Message<
      'RestoreRegistry',
      Restore & {
        /** What the capture holds under the key; undefined restores an absence. */
        content: RegistryKey | undefined;
        staged?: StagedSet;
      }
    >;
