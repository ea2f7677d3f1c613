import { type Data } from './whole-log.js';

/** A node, folded in the simplest way. */
export type PlainNode = {
  readonly id: string;
  name: string;
  isDown: boolean;
  isPaused: boolean;
  hasCrashed: boolean;
  drainStatus: string;
  purpose: unknown;
};

/** A node that the directory lists, before its first event. */
export const newNode = (id: string, { name }: Data): PlainNode => ({
  ...{ id, name: String(name), isDown: true, isPaused: false, hasCrashed: false },
  ...{ drainStatus: 'NotInitiated', purpose: undefined },
});

const EFFECTS: Readonly<Record<string, (node: PlainNode, data: Data) => Partial<PlainNode>>> = {
  NodeOpened: () => ({ isDown: false }),
  NodeStarted: () => ({ isDown: false, hasCrashed: false }),
  NodeStopped: () => ({ isDown: true }),
  NodeCrashed: () => ({ isDown: true, hasCrashed: true }),
  NodePaused: () => ({ isPaused: true }),
  NodeResumed: () => ({ isPaused: false, drainStatus: 'NotInitiated' }),
  DrainStarted: ({ drainStatus }, { purpose }) => ({
    purpose,
    drainStatus: purpose === 'pause' ? 'InProgress' : drainStatus,
  }),
  DrainCompleted: ({ purpose, drainStatus }, { status = 'Completed' }) => ({
    drainStatus: purpose === 'pause' ? String(status) : drainStatus,
  }),
};

/** Applies an event of the node's stream. */
export const takeNode = (node: PlainNode | undefined, type: string, data: Data): void => {
  if (node !== undefined) Object.assign(node, EFFECTS[type]?.(node, data));
};

/** The state that an answer shows. */
export const stateOfNode = ({ isDown, isPaused }: PlainNode): string =>
  isDown ? 'Down' : isPaused ? 'Paused' : 'Up';
