import { expect } from '@jest/globals';

import { ClusterError, type StatusName } from '#clusapi';

import { type Decider, type Message } from '../src/vocabulary/message.js';

type Then<Event> = Readonly<{
  /** These events are decided. */
  then: (...events: readonly Event[]) => void;
  /** It is so already: nothing is decided. */
  decidesNothing: () => void;
  /** It is refused, for a reason that says so. */
  refuses: (status: StatusName, reason: RegExp) => void;
}>;

type Given<Command, Event> = Readonly<{ when: (command: Command) => Then<Event> }>;

/** Given what has happened, when something is asked for, then this is decided. */
export const specify = <State, Command extends Message, Event extends Message>(
  decider: Decider<State, Command, Event>,
): Readonly<{ given: (...history: readonly Event[]) => Given<Command, Event> }> => ({
  given: (...history) => ({
    when: (command) => {
      const state = history.reduce(decider.evolve, decider.initial);
      const decide = (): readonly Event[] => decider.decide(command, state);
      return {
        then: (...events) => {
          expect(decide()).toEqual(events);
        },
        decidesNothing: () => {
          expect(decide()).toEqual([]);
        },
        refuses: (status, reason) => {
          const refusal = refusalOf(decide);
          expect([refusal?.status, refusal?.message]).toEqual([
            status,
            expect.stringMatching(reason),
          ]);
        },
      };
    },
  }),
});

const refusalOf = (decide: () => unknown): ClusterError | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
};
