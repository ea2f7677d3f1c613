import { ClusterError } from '#clusapi';

import { type NodeCommand, type NodeCommandData as Of } from './commands.js';
import { type NodeEvent } from './events.js';
import { type PresentNode } from './state.js';

type MembershipCommand = Extract<
  NodeCommand,
  { type: 'StartNode' | 'StopNode' | 'CrashNode' | 'PauseNode' | 'ResumeNode' | 'CompleteDrain' }
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
  return [{ type: 'NodeCrashed', data }];
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
  return [{ type: 'NodeResumed', data }];
};

const completeDrain = (
  { operation, status }: Of<'CompleteDrain'>,
  { drain }: PresentNode,
): readonly NodeEvent[] => {
  if (drain?.operation !== operation) return [];
  return drain.purpose === 'stop'
    ? [{ type: 'NodeStopped', data: { operation } }]
    : [{ type: 'DrainCompleted', data: { operation, status } }];
};
