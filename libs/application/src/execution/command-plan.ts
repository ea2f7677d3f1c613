import { ClusterError, type StatusName } from '#clusapi';
import { type CommandEnvelope } from '#processes';

import { type RequestRefusal } from '../refusals.js';
import { type Outcome } from './outcome.js';

/** A condition to hold before a request is answered, and the streams whose events can make it true. */
export type WaitCondition = Readonly<{ streams: readonly string[]; holds: () => boolean }>;

/** The commands that a use case sends to aggregates, in order, and the condition that it waits for. */
export type CommandPlan = Readonly<{
  /** Asked for the next command when that is due, so that each is about the present state. */
  commands: () => Iterable<CommandEnvelope>;
  /** Waited for between two commands, except in a batch, which is decided in one go. */
  between?: () => Promise<void>;
  /** Asked for once all commands are carried out. */
  until?: () => WaitCondition;
  /** Answered only once every append that this process had in flight is over. */
  isAfterAppends?: boolean;
  /** The refusal that a request is answered with although it was carried out. */
  outcomeError?: (outcome: Outcome) => ClusterError | RequestRefusal | undefined;
  /** Refuses, by throwing, on the very state that a command is decided on. */
  guard?: (state: unknown, command: CommandEnvelope) => void;
  /** The revision that an If-Match is about, of the very state that is decided on. */
  revision?: (state: unknown) => number | undefined;
}>;

/** Of a cluster, a group or a resource: the revision of its last configuration event, which is its ETag. */
export const configuredAt = (state: unknown): number | undefined =>
  (state as { configuredAt?: number }).configuredAt;

/** Refuses a closed thing: processes close twice, a caller closes once. */
export const requireOpen =
  (status: StatusName, message: string): NonNullable<CommandPlan['guard']> =>
  (state) => {
    if ((state as { status: string }).status === 'closed') throw new ClusterError(status, message);
  };
