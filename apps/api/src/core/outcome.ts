import { type World } from '#domain';
import { type EventRef } from '#event-store';

/** What became of a request. */
export type Outcome = Readonly<{
  /** All events of its operation so far. */
  events: readonly EventRef[];
  /** False when the caller's time ran out before the promise held. */
  isDone: boolean;
  /** The world that the answer is about: as it is, or as it was when this was first answered. */
  world: World;
  /** The instant that world is of; milliseconds since 1970. */
  now: number;
  isRepeat: boolean;
}>;
