import { expect } from '@jest/globals';

import { ClusterError, type StatusName } from '#clusapi';

import { type Decider, type Message } from '../src/vocabulary/message.js';

type Then<Event> = Readonly<{
  /** Expects these events. */
  then: (...events: readonly Event[]) => void;
  /** Expects no events: the state is already as the command wants it. */
  decidesNothing: () => void;
  /** Expects a refusal with this status and this message. */
  refuses: (status: StatusName, reason: RegExp) => void;
}>;

type Given<Command, Event> = Readonly<{ when: (command: Command) => Then<Event> }>;

/** Tests a decider in three parts: given these events, when this command, then this outcome. */
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
