import { describe, expect, test } from '@jest/globals';

import { FIRST, NODE_A, NODE_B, resourceOpened } from '../../testing/stories.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';
import { type Failure, type OpenResource } from './state.js';

const attempt = { operation: FIRST, node: NODE_A, epoch: 1 };

const pending = (more: { persist?: boolean; afresh?: true } = {}): ResourceEvent => ({
  type: 'ResourceOnlinePending',
  data: { ...attempt, pins: [], persist: false, ...more },
});

const failed = (at: number | undefined, node = NODE_A, epoch = 1): ResourceEvent => ({
  type: 'ResourceFailed',
  data: { ...attempt, node, epoch, nodeRevision: 0, reason: '', ...(at !== undefined && { at }) },
});

const failures = (...events: readonly ResourceEvent[]): readonly Failure[] =>
  ([resourceOpened, ...events].reduce(resource.evolve, resource.initial) as OpenResource).failures;

const instants = (...events: readonly ResourceEvent[]): readonly number[] =>
  failures(...events).map(({ at }) => at);

describe('the failures of a resource', () => {
  test('are remembered with node and epoch', () => {
    expect(failures(pending(), failed(1), pending(), failed(2, NODE_B, 5))).toEqual([
      { at: 1, node: NODE_A, epoch: 1 },
      { at: 2, node: NODE_B, epoch: 5 },
    ]);
  });

  test('are kept by an automatic attempt, even if the resource was never online', () => {
    expect(instants(pending(), failed(1), pending(), failed(2), pending())).toEqual([1, 2]);
  });

  test.each([
    ['an operator brings it online', { persist: true }],
    ['an operator does so and leaves the persistent state alone', { afresh: true as const }],
  ])('are counted from zero when %s', (_, how) => {
    expect(instants(pending(), failed(1), pending(how))).toEqual([]);
    expect(instants(pending(), failed(1), pending(how), failed(2))).toEqual([2]);
  });

  test('of a log without times are taken for old', () => {
    expect(instants(failed(undefined))).toEqual([0]);
  });

  const many = (count: number): readonly ResourceEvent[] =>
    Array.from({ length: count }, (_, at) => failed(at));

  test('are kept as far back as the policy looks', () => {
    expect(instants(...many(150))).toHaveLength(100);
    const threshold = (restartThreshold: number): ResourceEvent => ({
      type: 'ResourceConfigured',
      data: { restartThreshold },
    });
    expect(instants(threshold(150), ...many(200))).toHaveLength(151);
    const kept = { at: 0, node: NODE_A, epoch: 1 };
    const full = {
      ...([resourceOpened, threshold(0xffffffff)].reduce(
        resource.evolve,
        resource.initial,
      ) as OpenResource),
      failures: Array.from({ length: 9_999 }, () => kept),
    };
    const more = many(3).reduce(resource.evolve, full) as OpenResource;
    expect(more.failures.slice(-4).map(({ at }) => at)).toEqual([0, 0, 1, 2]);
    expect(more.failures).toHaveLength(10_000);
  });
});
