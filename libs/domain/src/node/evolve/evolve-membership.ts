import { type DataOf } from '../../vocabulary/message.js';
import { type NodeEvent } from '../events.js';
import { type PresentNode } from '../state.js';

export const nodeStarted = (
  state: PresentNode,
  { ignorePersistentState }: DataOf<NodeEvent, 'NodeStarted'>,
): PresentNode => ({
  ...state,
  state: state.isPaused ? 'Paused' : 'Up',
  startedAt: state.revision,
  hasCrashed: false,
  drain: undefined,
  ignoresPersistentState: ignorePersistentState === true,
});

export const nodeStopped = (state: PresentNode): PresentNode => ({
  ...state,
  state: 'Down',
  drain: undefined,
});

export const nodeCrashed = (
  state: PresentNode,
  { operation }: DataOf<NodeEvent, 'NodeCrashed'>,
): PresentNode => ({
  ...state,
  state: 'Down',
  hasCrashed: true,
  crashedIn: operation,
  drain: undefined,
  holds: new Map(),
});

export const nodePaused = (state: PresentNode): PresentNode => ({
  ...state,
  isPaused: true,
  state: 'Paused',
  failback: 'none',
});

export const nodeResumed = (
  state: PresentNode,
  { failback }: DataOf<NodeEvent, 'NodeResumed'>,
): PresentNode => ({
  ...state,
  isPaused: false,
  state: 'Up',
  failback,
  drain: undefined,
  drainStatus: 'NotInitiated',
});

export const drainStarted = (
  state: PresentNode,
  drain: DataOf<NodeEvent, 'DrainStarted'>,
): PresentNode => ({
  ...state,
  drain,
  drainStatus: drain.purpose === 'pause' ? 'InProgress' : state.drainStatus,
});

/** The failure of a stop leaves the drain status alone. */
export const drainCompleted = (
  state: PresentNode,
  { status = 'Completed' }: DataOf<NodeEvent, 'DrainCompleted'>,
): PresentNode => ({
  ...state,
  drain: undefined,
  drainStatus: state.drain?.purpose === 'stop' ? state.drainStatus : status,
});

export const nodeEvictionStarted = (
  state: PresentNode,
  { operation }: DataOf<NodeEvent, 'NodeEvictionStarted'>,
): PresentNode => ({ ...state, leaving: operation });

export const nodeEvictionAbandoned = (state: PresentNode): PresentNode => ({
  ...state,
  leaving: undefined,
});

/** The last node of a cluster may be evicted while it is up; it comes back as one that is Down. */
export const nodeReturned = (state: PresentNode): PresentNode => ({
  ...state,
  ...{ leaving: undefined, state: 'Down', isPaused: false, drain: undefined, failback: 'none' },
});
