import { type RegistryChange, type RegistryKey } from '#registry';

import { type ContainerId, type GroupId, type OperationId } from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type Cure, type CureTarget } from '../vocabulary/cure.js';
import {
  type ContainerName,
  type Drain,
  type Failback,
  type KeyContainer,
  type ContainerRestore,
  type Restore,
  type StagedSet,
} from './events.js';

/** A capture to restore, and its content; undefined restores the absence of the key. */
export type RestoreOf = Restore &
  Readonly<{ content: RegistryKey | undefined; staged?: StagedSet }>;

export type NodeCommand =
  | Message<'OpenNode', { name: string }>
  | Message<'StartNode', { operation: OperationId; ignorePersistentState?: boolean }>
  | Message<'StopNode', { operation: OperationId }>
  | Message<'CrashNode', { operation: OperationId }>
  | Message<'PauseNode', { operation: OperationId; drain?: Omit<Drain, 'purpose'> }>
  | Message<'ResumeNode', { operation: OperationId; failback: Failback }>
  /** All groups have left, or all groups that could. */
  | Message<
      'CompleteDrain',
      { operation: OperationId; status: 'Completed' | 'Failed'; reason?: string }
    >
  /** The groups that are still on the node stay there. */
  | Message<'CancelDrain', { operation: OperationId }>
  | Message<'HoldRegistry', { key: string; holder: string }>
  | Message<'ReleaseRegistry', { key: string }>
  | Message<'SetDefaultProvider', { type: number; provider: string }>
  /** `into`: store the key only in the container with this id. */
  | Message<'StoreKeyContainer', KeyContainer & { into?: ContainerId }>
  | Message<'DeleteKeyContainer', { container: ContainerId }>
  /** `isLast`: the node is the only one, and may leave while it is up. */
  | Message<'StartEviction', { operation: OperationId; isLast: boolean }>
  | Message<'AbandonEviction', { operation: OperationId }>
  /** Lets a node that was evicted be listed again. */
  | Message<'ReturnNode', Record<string, never>>
  /** The node has left the cluster, so nobody can reach its keys: they are erased. */
  | Message<'CleanNode', Record<string, never>>
  | Message<'RevealKeyMaterial', { container: ContainerId }>
  | Message<'RestoreKeyContainer', KeyContainer & ContainerRestore>
  /** Deletes the container of that name, if it exists. */
  | Message<'RestoreKeyContainerAbsence', ContainerName & ContainerRestore>
  | Message<'FenceGroup', { group: GroupId; epoch: number }>
  | Message<
      'StageRegistryChanges',
      { set: string; index: number; changes: readonly RegistryChange[] }
    >
  | Message<'ChangeRegistry', { changes: readonly RegistryChange[]; staged?: StagedSet }>
  /** Makes keys equal to contents, then applies changes; stored copies follow. */
  | Message<
      'CureRegistry',
      {
        targets: readonly CureTarget[];
        changes: readonly RegistryChange[];
        staged?: StagedSet;
        cure: Cure;
        /** The groups of the stored copies, with the epochs that the caller has seen. */
        groups: readonly Readonly<{ group: GroupId; epoch: number }>[];
        /** The revision of the last cure of the node that the caller has seen. */
        after: number;
      }
    >
  | Message<'RestoreRegistry', RestoreOf>
  /** Restores several captures in this order: all of them, or none. */
  | Message<'RestoreRegistries', { restores: readonly RestoreOf[] }>;
