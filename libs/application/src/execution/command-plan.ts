import { ClusterError, type StatusName } from '#clusapi';
import { type CommandEnvelope } from '#processes';

import { type RequestRefusal } from '../refusals.js';
import { type Outcome } from './outcome.js';

/**
 * The condition that must hold before a request is answered, and the streams whose events can make
 * it true.
 */
export type WaitCondition = Readonly<{ streams: readonly string[]; holds: () => boolean }>;

/** The commands that a use case sends to aggregates, in order, and the condition that it waits for. */
export type CommandPlan = Readonly<{
  /** Awaited before the first command, unless the request was executed before. */
  prepare?: () => Promise<void>;
  /** Yields each command when it is due, so that each is made from the present state. */
  commands: () => Iterable<CommandEnvelope>;
  /** The name of the command in the metadata of its events, if it is not the name of each command. */
  type?: string;
  /** Awaited between two commands, except in a batch, whose commands are decided together. */
  between?: () => Promise<void>;
  /** Called once all commands are executed. */
  until?: () => WaitCondition;
  /** True if the answer waits until every append that this process had in flight is over. */
  isAfterAppends?: boolean;
  /** The refusal that a request is answered with although its commands were executed. */
  outcomeError?: (outcome: Outcome) => ClusterError | RequestRefusal | undefined;
  /** Refuses, by throwing, on the state that the command is decided on. */
  guard?: (state: unknown, command: CommandEnvelope) => void;
  /** The revision that If-Match is compared with, from the state that the command is decided on. */
  revision?: (state: unknown) => number | undefined;
}>;

/**
 * The revision of the last configuration event of a cluster, group or resource, which is its ETag.
 */
export const configuredAt = (state: unknown): number | undefined =>
  (state as { configuredAt?: number }).configuredAt;

/** Refuses a closed thing. A process may close a thing twice; a caller may not. */
export const requireOpen =
  (status: StatusName, message: string): NonNullable<CommandPlan['guard']> =>
  (state) => {
    if ((state as { status: string }).status === 'closed') throw new ClusterError(status, message);
  };
