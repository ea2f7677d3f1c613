import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand } from '../commands.js';
import { type NodeEvent } from '../events.js';
import { type Node, type PresentNode } from '../state.js';

export const openNode = (
  data: DataOf<NodeCommand, 'OpenNode'>,
  { status }: Node,
): readonly NodeEvent[] => (status === 'absent' ? [{ type: 'NodeOpened', data }] : []);

export const startNode = (
  data: DataOf<NodeCommand, 'StartNode'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.state !== 'Down')
    throw new ClusterError('ERROR_CLUSTER_NODE_ALREADY_UP', `node ${state.name} is already up`);
  return [{ type: 'NodeStarted', data }];
};

const alreadyDown = ({ name }: PresentNode): ClusterError =>
  new ClusterError('ERROR_CLUSTER_NODE_ALREADY_DOWN', `node ${name} is already down`);

const requireNoDrain = ({ drain, name }: PresentNode): void => {
  if (drain !== undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS',
      `node ${name} is already being drained: ${drain.operation}`,
    );
};

export const stopNode = (
  data: DataOf<NodeCommand, 'StopNode'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.drain?.operation === data.operation) return [];
  if (state.state === 'Down') throw alreadyDown(state);
  requireNoDrain(state);
  return [{ type: 'DrainStarted', data: { ...data, purpose: 'stop' } }];
};

export const crashNode = (
  data: DataOf<NodeCommand, 'CrashNode'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.state === 'Down') throw alreadyDown(state);
  return [...drainEnded(state, 'the node has crashed'), { type: 'NodeCrashed', data }];
};

/** A drain that is under way fails. */
const drainEnded = ({ drain }: PresentNode, reason: string): readonly NodeEvent[] =>
  drain === undefined
    ? []
    : [
        {
          type: 'DrainCompleted',
          data: { operation: drain.operation, status: 'Failed', reason },
        },
      ];

/** @throws ClusterError ERROR_INVALID_STATE for a drain that has ended */
export const cancelDrain = (
  { operation }: DataOf<NodeCommand, 'CancelDrain'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.drain?.operation !== operation)
    throw new ClusterError('ERROR_INVALID_STATE', `operation ${operation} is not under way`);
  return drainEnded(state, 'cancelled');
};

/** Domain facts, C22: pausing with a drain also drains a node that was paused without one. */
export const pauseNode = (
  { operation, drain }: DataOf<NodeCommand, 'PauseNode'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.drain?.operation === operation) return [];
  if (state.state === 'Down')
    throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${state.name} is down`);
  requireNoDrain(state);
  if (state.isPaused && drain === undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_PAUSED', `node ${state.name} is already paused`);
  return [
    ...(state.isPaused ? [] : [{ type: 'NodePaused', data: { operation } } as const]),
    ...(drain === undefined
      ? []
      : [{ type: 'DrainStarted', data: { operation, purpose: 'pause', ...drain } } as const]),
  ];
};

export const resumeNode = (
  data: DataOf<NodeCommand, 'ResumeNode'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.state !== 'Paused')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_PAUSED', `node ${state.name} is ${state.state}`);
  return [...drainEnded(state, 'the node was resumed'), { type: 'NodeResumed', data }];
};

export const completeDrain = (
  data: DataOf<NodeCommand, 'CompleteDrain'>,
  { drain }: PresentNode,
): readonly NodeEvent[] => {
  const { operation } = data;
  if (drain?.operation !== operation) return [];
  return drain.purpose === 'stop'
    ? [{ type: 'NodeStopped', data: { operation } }]
    : [{ type: 'DrainCompleted', data }];
};
