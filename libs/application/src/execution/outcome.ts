import { type ClusterView } from '#domain';
import { type EventRef } from '#event-store';

/** The outcome of a command, whichever time it was asked for. */
export type Outcome = Readonly<{
  /** All events of its operation so far. */
  events: readonly EventRef[];
  /** False when the caller's time ran out before the awaited condition held. */
  isDone: boolean;
  /** The state that the answer is about: the present one, or that of the first answer. */
  state: ClusterView;
  /** The instant of that state; milliseconds since 1970. */
  now: number;
  /** True for a request that came again. */
  isRepeat: boolean;
}>;

/** An outcome, and the thing that was changed. */
export type Changed<Subject extends object = object> = Outcome & Readonly<{ subject: Subject }>;
