import { type ClusterView } from '#domain';
import { type EventRef } from '#event-store';

/** The outcome of a command, both for its first request and for a repeated one. */
export type Outcome = Readonly<{
  /** All events of its operation so far. */
  events: readonly EventRef[];
  /** False when the caller's time ran out before the awaited condition held. */
  isDone: boolean;
  /** The state that the answer shows: the present one, or that of the first answer. */
  state: ClusterView;
  /** The time of that state, in milliseconds since 1970. */
  now: number;
  /** True for a repeated request. */
  isRepeat: boolean;
}>;

/** An outcome, and the thing that the command changed. */
export type Changed<Subject extends object = object> = Outcome & Readonly<{ subject: Subject }>;
