import { ClusterError } from '#clusapi';

import { type NodeCommand, type NodeCommandData as Of } from './commands.js';
import { type NodeEvent } from './events.js';
import { type PresentNode } from './state.js';

type MembershipCommand = Extract<
  NodeCommand,
  { type: `${'Start' | 'Stop' | 'Crash' | 'Pause' | 'Resume'}Node` | `${string}Drain` }
>;

export const decideMembership = (
  command: MembershipCommand,
  state: PresentNode,
): readonly NodeEvent[] => {
  switch (command.type) {
    case 'StartNode':
      return start(command.data, state);
    case 'StopNode':
      return stop(command.data, state);
    case 'CrashNode':
      return crash(command.data, state);
    case 'PauseNode':
      return pause(command.data, state);
    case 'ResumeNode':
      return resume(command.data, state);
    case 'CompleteDrain':
      return completeDrain(command.data, state);
    case 'CancelDrain':
      return cancelDrain(command.data, state);
  }
};

const start = (data: Of<'StartNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.state !== 'Down')
    throw new ClusterError('ERROR_CLUSTER_NODE_ALREADY_UP', `node ${state.name} is up already`);
  return [{ type: 'NodeStarted', data }];
};

const alreadyDown = ({ name }: PresentNode): ClusterError =>
  new ClusterError('ERROR_CLUSTER_NODE_ALREADY_DOWN', `node ${name} is down already`);

const requireNoDrain = ({ drain, name }: PresentNode): void => {
  if (drain !== undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DRAIN_IN_PROGRESS',
      `node ${name} is drained already: ${drain.operation}`,
    );
};

const stop = (data: Of<'StopNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.drain?.operation === data.operation) return [];
  if (state.state === 'Down') throw alreadyDown(state);
  requireNoDrain(state);
  return [{ type: 'DrainStarted', data: { ...data, purpose: 'stop' } }];
};

const crash = (data: Of<'CrashNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.state === 'Down') throw alreadyDown(state);
  return [...drainEnded(state, 'the node has crashed'), { type: 'NodeCrashed', data }];
};

/** A drain that is under way comes to nothing. */
const drainEnded = ({ drain }: PresentNode, reason: string): readonly NodeEvent[] =>
  drain === undefined
    ? []
    : [
        {
          type: 'DrainCompleted',
          data: { operation: drain.operation, status: 'Failed', reason },
        },
      ];

/** @throws ClusterError ERROR_INVALID_STATE for one that is over */
const cancelDrain = (
  { operation }: Of<'CancelDrain'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.drain?.operation !== operation)
    throw new ClusterError('ERROR_INVALID_STATE', `operation ${operation} is not under way`);
  return drainEnded(state, 'cancelled');
};

/** Domain facts, C22: pausing with a drain also drains a node that was paused without one. */
const pause = ({ operation, drain }: Of<'PauseNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.drain?.operation === operation) return [];
  if (state.state === 'Down')
    throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${state.name} is down`);
  requireNoDrain(state);
  if (state.isPaused && drain === undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_PAUSED', `node ${state.name} is paused already`);
  return [
    ...(state.isPaused ? [] : [{ type: 'NodePaused', data: { operation } } as const]),
    ...(drain === undefined
      ? []
      : [{ type: 'DrainStarted', data: { operation, purpose: 'pause', ...drain } } as const]),
  ];
};

const resume = (data: Of<'ResumeNode'>, state: PresentNode): readonly NodeEvent[] => {
  if (state.state !== 'Paused')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_PAUSED', `node ${state.name} is ${state.state}`);
  return [...drainEnded(state, 'the node was resumed'), { type: 'NodeResumed', data }];
};

const completeDrain = (data: Of<'CompleteDrain'>, { drain }: PresentNode): readonly NodeEvent[] => {
  const { operation } = data;
  if (drain?.operation !== operation) return [];
  return drain.purpose === 'stop'
    ? [{ type: 'NodeStopped', data: { operation } }]
    : [{ type: 'DrainCompleted', data }];
};
