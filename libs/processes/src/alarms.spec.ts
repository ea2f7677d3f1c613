import { expect, test } from '@jest/globals';

import { BuiltState } from '#testing/processes';

import { alarmsAfter, type Alarm } from './alarms.js';
import { earliestAfter } from './due.js';
import { PROCESSES } from './processes.js';

const HOUR = 3_600_000;
const { GROUP } = BuiltState;
const R = BuiltState.resource('r');

const on = (
  nodes: ConstructorParameters<typeof BuiltState>[0] = { a: 'Up', b: 'Up' },
): BuiltState => new BuiltState(nodes).group('a').member('r');

/** The first instant at which any process would act on the group. */
const dueOf = ({ clusterState }: BuiltState, now: number): number | undefined =>
  earliestAfter(
    now,
    PROCESSES.filter(({ name }) => name === 'failover' || name === 'group-operation').map(
      (process) => process.due?.(clusterState, GROUP, { phase: 'following', now }),
    ),
  );

test.each<[string, BuiltState, number, readonly Alarm[]]>([
  ['nothing is due without a failure', on(), 10, []],
  [
    'a restart comes after its delay',
    on().fails('r', 'a', 10),
    10,
    [{ at: 510, what: 'restart', kind: 'resource', id: R }],
  ],
  [
    'a retry comes after its period, if the group stays',
    on({ a: 'Up' }).fails('r', 'a', 7, 8, 9, 10),
    10,
    [{ at: 10 + HOUR, what: 'retry', kind: 'resource', id: R }],
  ],
  ['an instant that has come is no alarm', on().fails('r', 'a', 10), 510, []],
  [
    'nothing is due on a node that can run nothing',
    on({ a: 'Paused' }).fails('r', 'a', 10),
    10,
    [],
  ],
])('%s', (_, built, now, wanted) => {
  const found = [...alarmsAfter(built.clusterState, now)];
  expect(found).toEqual(wanted);
  expect(
    earliestAfter(
      now,
      found.map(({ at }) => at),
    ),
  ).toBe(dueOf(built, now));
});
