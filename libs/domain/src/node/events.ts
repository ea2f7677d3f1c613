import { type RegistryChange } from '#registry';

import {
  type CheckpointId,
  type GroupId,
  type OperationId,
  type ResourceId,
} from '../shared/ids.js';
import { type Message } from '../shared/message.js';

/** Names a closed set of staged changes, so that a short event can make a long list true. */
export type StagedSet = Readonly<{
  set: string;
  /** How many RegistryChangesStaged events the set has, numbered from 0. */
  count: number;
  /** sha-256 of the changes as JSON, in order; hex. */
  hash: string;
}>;

/** A capture that is put onto a node, and on whose word. */
export type Restore = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  capture: number;
  /** Effective key. */
  key: string;
  group: GroupId;
  epoch: number;
  operation: OperationId;
}>;

/** What is stored: never rename one, a new meaning is a new name. */
export type NodeEvent =
  | Message<'NodeOpened', { name: string }>
  | Message<'NodeStarted', { operation: OperationId }>
  | Message<'NodeStopped', { operation: OperationId }>
  | Message<'DrainStarted', { operation: OperationId; purpose: 'stop' }>
  | Message<'DrainCompleted', { operation: OperationId }>
  /** Registry restores of this group below this epoch are refused from here on. */
  | Message<'GroupFenced', { group: GroupId; epoch: number }>
  | Message<
      'RegistryChangesStaged',
      { set: string; index: number; changes: readonly RegistryChange[] }
    >
  /** An edit. The staged changes come first, then `changes`. */
  | Message<'RegistryChanged', { changes: readonly RegistryChange[]; staged?: StagedSet }>
  /** A capture was put here as a replace: `changes` is all that this made different. */
  | Message<
      'RegistryRestored',
      Restore & {
        changes: readonly RegistryChange[];
        staged?: StagedSet;
        /** Hash of the tree under `key` afterwards. */
        hash: string;
      }
    >;
