import { describe, expect, test } from '@jest/globals';

import { type Message } from './message.js';
import { decideBy, evolveBy, guarded, type DecisionTable, type EvolutionTable } from './tables.js';

type Command = Message<'Fill', { litres: number }> | Message<'Empty', { reason: string }>;
type Event = Message<'Filled', { litres: number }> | Message<'Emptied', { reason: string }>;
type Decisions = DecisionTable<number, Command, Event>;
type Evolutions = EvolutionTable<number, Event>;

const fill: Decisions['Fill'] = (data, level) => (level === 0 ? [{ type: 'Filled', data }] : []);
const empty: Decisions['Empty'] = (data) => [{ type: 'Emptied', data }];
const filled: Evolutions['Filled'] = (level, { litres }) => level + litres;
const emptied: Evolutions['Emptied'] = () => 0;

const decide = decideBy<number, Command, Event>({ Fill: fill, Empty: empty });
const evolve = evolveBy<number, Event>({ Filled: filled, Emptied: emptied });

describe('a table', () => {
  test('gives each command to the function under its name', () => {
    const data = { reason: 'leak' };
    expect(decide({ type: 'Fill', data: { litres: 3 } }, 0)).toEqual([
      { type: 'Filled', data: { litres: 3 } },
    ]);
    expect(decide({ type: 'Fill', data: { litres: 3 } }, 1)).toEqual([]);
    expect(decide({ type: 'Empty', data }, 1)).toEqual([{ type: 'Emptied', data }]);
  });

  test('gives each event to the function under its name', () => {
    expect(evolve(2, { type: 'Filled', data: { litres: 3 } })).toBe(5);
    expect(evolve(2, { type: 'Emptied', data: { reason: 'leak' } })).toBe(0);
  });

  test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'Drain', ''])(
    'has no row under the name %j',
    (type) => {
      const message = { type, data: {} } as never;
      expect(() => decide(message, 0)).toThrow(`the name ${type}`);
      expect(() => evolve(0, message)).toThrow(`the name ${type}`);
    },
  );
});

test('a guard narrows or refuses the state before the decision', () => {
  const whole = guarded((level: number): number & { readonly whole: true } => {
    if (!Number.isInteger(level)) throw new Error('not whole');
    return level as number & { readonly whole: true };
  });
  const levels = whole((step: number, level) => [level + step]);
  expect(levels(1, 2)).toEqual([3]);
  expect(() => levels(1, 2.5)).toThrow('not whole');
});

/** These lines do not compile; the type checker reports each line that does. */
export const PLANTED = [
  // @ts-expect-error a command has no decision
  { Fill: fill } satisfies Decisions,
  // @ts-expect-error a decision has no command
  { Fill: fill, Empty: empty, Drain: empty } satisfies Decisions,
  // @ts-expect-error a decision is for the data of another command
  { Fill: empty, Empty: empty } satisfies Decisions,
  // @ts-expect-error an event changes nothing
  { Filled: filled } satisfies Evolutions,
  // @ts-expect-error a row is for the data of another event
  { Filled: filled, Emptied: filled } satisfies Evolutions,
];
