import { expect, test } from '@jest/globals';

import { toPosition } from '#event-store';
import { type OperationStep } from '#read-models';

import { waitOf, type Wait, type WaitFacts } from './waits.js';

type Sketch = readonly [
  what: OperationStep['what'],
  resource: string,
  began: number,
  over?: number,
];

const stepsOf = (sketches: readonly Sketch[]): readonly OperationStep[] =>
  sketches.map(([what, of, began, over], index) => ({
    ...{ number: index + 1, what, status: 'completed', startedAt: new Date(0), endedAt: undefined },
    ...{ resource: of === 'g' ? undefined : of, group: of === 'g' ? 'g' : undefined },
    began: toPosition(BigInt(began)),
    over: over === undefined ? undefined : toPosition(BigInt(over)),
    ...{ node: undefined, checkpoint: undefined, reason: undefined, holder: undefined },
  }));

const facts = (more: Partial<WaitFacts> = {}): WaitFacts => ({
  providersOf: (id) => (id === 'app' ? ['disk', 'ip'] : []),
  dependentsOf: (id) => (id === 'app' ? [] : ['app']),
  groupOf: (id) => (id === 'stranger' ? 'other' : 'g'),
  isExternal: () => false,
  delay: undefined,
  ...more,
});

const FENCE: Wait = { what: 'fence', resource: undefined };

test.each<[string, readonly Sketch[], Partial<WaitFacts>, Wait | undefined]>([
  ['the first step of a command', [['fence', 'app', 1, 1]], {}, undefined],
  [
    'the first step of a restart',
    [['fence', 'app', 1, 1]],
    { delay: 'restart-delay' },
    { what: 'restart-delay', resource: undefined },
  ],
  [
    'an online after the fences of its group',
    [
      ['fence', 'app', 1, 1],
      ['fence', 'disk', 2, 2],
      ['fence', 'stranger', 3, 3],
      ['online', 'disk', 4, 5],
    ],
    {},
    FENCE,
  ],
  [
    'an online after the last of its providers',
    [
      ['fence', 'app', 1, 1],
      ['online', 'disk', 2, 5],
      ['online', 'ip', 3, 4],
      ['online', 'stranger', 3, 6],
      ['online', 'app', 7, 8],
    ],
    {},
    { what: 'provider', resource: 'disk' },
  ],
  [
    'an online after a late capture',
    [
      ['fence', 'app', 1, 1],
      ['capture', 'disk', 2, 2],
      ['online', 'app', 3],
    ],
    {},
    { what: 'late-capture', resource: 'disk' },
  ],
  [
    'an offline after its dependent',
    [
      ['fence', 'disk', 1, 1],
      ['offline', 'app', 2, 3],
      ['offline', 'disk', 4, 5],
    ],
    {},
    { what: 'dependent', resource: 'app' },
  ],
  [
    'an offline of an application with a supervisor',
    [
      ['fence', 'app', 1, 1],
      ['offline', 'app', 2, 9],
    ],
    { isExternal: (id) => id === 'app' },
    { what: 'supervisor', resource: 'app' },
  ],
  [
    'the new owner, after the last member',
    [
      ['fence', 'app', 1, 1],
      ['offline', 'app', 2, 3],
      ['offline', 'disk', 4, 5],
      ['owner', 'g', 6, 6],
    ],
    {},
    { what: 'member', resource: 'disk' },
  ],
  [
    'a restore, which follows at once',
    [
      ['fence', 'app', 1, 1],
      ['restore', 'app', 2, 2],
    ],
    {},
    undefined,
  ],
])('%s', (_, sketches, more, wanted) => {
  const steps = stepsOf(sketches);
  const last = steps.at(-1);
  expect(last && waitOf(last, steps, facts(more))).toEqual(wanted);
});
