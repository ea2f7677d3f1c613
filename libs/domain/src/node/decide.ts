import { ClusterError } from '#clusapi';
import {
  applyEffective,
  diffKeys,
  findKey,
  hashKey,
  type RegistryChange,
  type RegistryKey,
} from '#registry';

import { type GroupId, type OperationId } from '../shared/ids.js';
import { type Decider, type Message } from '../shared/message.js';
import { type NodeEvent, type Restore, type StagedSet } from './events.js';
import { fitsOneEvent } from './size.js';
import { applyStaged, evolveNode, initialNode, type Node, type PresentNode } from './state.js';

export type NodeCommand =
  | Message<'OpenNode', { name: string }>
  | Message<'StartNode', { operation: OperationId }>
  | Message<'StopNode', { operation: OperationId }>
  | Message<'CompleteNodeStop', { operation: OperationId }>
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

type Of<Type extends NodeCommand['type']> = Extract<NodeCommand, { type: Type }>['data'];

const decideNode = (command: NodeCommand, state: Node): readonly NodeEvent[] =>
  command.type === 'OpenNode'
    ? open(command.data, state)
    : decidePresent(command, requirePresent(state));

const decidePresent = (
  command: Exclude<NodeCommand, { type: 'OpenNode' }>,
  state: PresentNode,
): readonly NodeEvent[] => {
  switch (command.type) {
    case 'StartNode':
      return start(command.data, state);
    case 'StopNode':
      return stop(command.data, state);
    case 'CompleteNodeStop':
      return state.stopping === command.data.operation
        ? [{ type: 'NodeStopped', data: command.data }]
        : [];
    case 'FenceGroup':
      return fence(command.data, state);
    case 'StageRegistryChanges':
      return stage(command.data, state);
    case 'ChangeRegistry':
      return changeRegistry(command.data, state);
    case 'RestoreRegistry':
      return restoreRegistry(command.data, state);
  }
};

/** A member machine: whether it is up, and its physical registry. */
export const node: Decider<Node, NodeCommand, NodeEvent> = {
  initial: initialNode,
  decide: decideNode,
  evolve: evolveNode,
};

const requirePresent = (state: Node): PresentNode => {
  if (state.status === 'absent')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', 'no such node');
  return state;
};

const open = (data: Of<'OpenNode'>, state: Node): readonly NodeEvent[] =>
  state.status === 'absent' ? [{ type: 'NodeOpened', data }] : [];

const start = (data: Of<'StartNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.state === 'Up')
    throw new ClusterError('ERROR_CLUSTER_NODE_ALREADY_UP', `node ${state.name} is up already`);
  return [{ type: 'NodeStarted', data }];
};

const stop = (data: Of<'StopNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.stopping === data.operation) return [];
  if (state.state === 'Down')
    throw new ClusterError('ERROR_CLUSTER_NODE_ALREADY_DOWN', `node ${state.name} is down already`);
  if (state.stopping !== undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS',
      `node ${state.name} is stopping already: ${state.stopping}`,
    );
  return [{ type: 'DrainStarted', data: { ...data, purpose: 'stop' } }];
};

const fence = (data: Of<'FenceGroup'>, state: PresentNode): readonly NodeEvent[] =>
  (state.fences.get(data.group) ?? 0) >= data.epoch ? [] : [{ type: 'GroupFenced', data }];

const stage = (data: Of<'StageRegistryChanges'>, state: PresentNode): readonly NodeEvent[] =>
  state.staged.get(data.set)?.[data.index] === undefined
    ? [{ type: 'RegistryChangesStaged', data }]
    : [];

const requireWhole = (staged: StagedSet | undefined, state: PresentNode): void => {
  if (staged === undefined) return;
  const parts = state.staged.get(staged.set) ?? [];
  if (parts.length !== staged.count || parts.includes(undefined as never))
    throw new ClusterError('ERROR_INVALID_STATE', `the staged list ${staged.set} is not whole`);
};

const changeRegistry = (
  { changes, staged }: Of<'ChangeRegistry'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (staged === undefined) {
    const effective = applyEffective(state.registry, changes).changes;
    return effective.length === 0
      ? []
      : [{ type: 'RegistryChanged', data: { changes: effective } }];
  }
  requireWhole(staged, state);
  const tree = applyStaged(state, staged);
  const effective = applyEffective(tree, changes).changes;
  return effective.length === 0 && diffKeys(state.registry, tree, '').length === 0
    ? []
    : [{ type: 'RegistryChanged', data: { changes: effective, staged } }];
};

/**
 * Writes the capture as a replace. What other writers did since a list was staged is part of
 * the difference that is computed here, so the tree is right at the event's own revision.
 */
const restoreRegistry = (
  { content, staged, ...data }: Of<'RestoreRegistry'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (data.epoch < (state.fences.get(data.group) ?? 0))
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `operation ${data.operation} was overtaken: epoch ${data.epoch} is fenced`,
    );
  const done = state.restores.get(data.checkpoint);
  if (done?.operation === data.operation && done.capture === data.capture) return [];
  requireWhole(staged, state);
  const changes = diffKeys(findKey(applyStaged(state, staged), data.key), content, data.key);
  if (!fitsOneEvent(changes))
    throw new ClusterError('ERROR_INVALID_STATE', `the restore of ${data.key} must be staged`);
  return [
    {
      type: 'RegistryRestored',
      data: { ...data, changes, ...(staged && { staged }), hash: hashKey(content) },
    },
  ];
};
