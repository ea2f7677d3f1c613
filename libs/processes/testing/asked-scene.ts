import { type CheckpointId, type ContainerId, type KeyId, type OperationId } from '#domain';

import { BuiltState } from './built-state.js';
import { idOf } from './simulated-cluster.js';

const { node, resource } = BuiltState;
const KEY = 'SOFTWARE\\Contoso';

const CONTAINER = {
  container: idOf('v') as ContainerId,
  type: 24,
  provider: 'P',
  name: 'C',
  exportable: true,
  fingerprint: 'f',
} as const;

/** The data of events in states that `AskedScene` builds. */
export const ASKED_DATA = {
  operation: { operation: idOf('busy') as OperationId },
  move: { operation: idOf('busy') as OperationId, from: node('a'), to: node('b'), epoch: 1 },
  end: { operation: idOf('busy') as OperationId, epoch: 1 },
  attempt: { operation: idOf('busy') as OperationId, epoch: 1, node: node('a'), nodeRevision: 0 },
  restore: {
    resource: resource('s'),
    checkpoint: idOf('t') as CheckpointId,
    capture: 1,
    group: BuiltState.GROUP,
    epoch: 1,
    operation: idOf('busy') as OperationId,
  },
  absent: CONTAINER,
  container: { ...CONTAINER, key: idOf('u') as KeyId },
} as const;

/** Nodes `a`, `b` and `c`, which is down; `r`, which is online, and `s` in the group `g` on `a`. */
export const idleGroup = (): BuiltState =>
  new BuiltState({ a: 'Up', b: 'Up', c: 'Down' })
    .group('a')
    .member('r')
    .member('s')
    .pending('r', 'a', { persist: true })
    .online('r', 'a');

/** The same, on its way to `b`. */
export const movingGroup = (): BuiltState =>
  idleGroup().record('group', 'g', { type: 'GroupMoveStarted', data: ASKED_DATA.move });

/** The same while `a` is being drained. */
export const drainedGroup = (more: Readonly<{ retry?: boolean }> = {}): BuiltState =>
  idleGroup().record('node', 'a', {
    type: 'DrainStarted',
    data: { ...ASKED_DATA.operation, purpose: 'pause', ...more },
  });

/** The same while `c` is being evicted. */
export const evictedNode = (): BuiltState =>
  idleGroup().record('node', 'c', { type: 'NodeEvictionStarted', data: ASKED_DATA.operation });

/** The same while `s` is being deleted. */
export const leavingMember = (): BuiltState =>
  idleGroup().record('group', 'g', {
    type: 'GroupMemberRemovalStarted',
    data: { resource: resource('s'), ...ASKED_DATA.operation },
  });

/** The same with a checkpoint of `r` on a key. */
export const withCheckpoint = (): BuiltState =>
  idleGroup().record('resource', 'r', {
    type: 'RegistryCheckpointAdded',
    data: { checkpoint: idOf('t') as CheckpointId, key: KEY, view: '64-bit', effectiveKey: KEY },
  });
