import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { toDomainEvent, ClusterState } from '#domain';
import { type Recorded } from '#event-store';
import { resourcePolicyState } from '#processes';
import { ReadModels } from '#read-models';
import { randomHistory, type SimulatedCluster } from '#testing/processes';

import { groupHazards } from './registry-hazards.js';

/** The kinds of hazards that occurred in all histories together. */
const kinds = new Set<string>();

describe.each([1, 2, 3])('hazards at a moment in the past, history %i', (seed) => {
  let cluster: SimulatedCluster;
  let log: readonly Recorded[];
  let reads: ReadModels;

  beforeAll(async () => {
    cluster = await randomHistory(seed, 60);
    log = await cluster.log();
    reads = await ReadModels.open({
      file: ':memory:',
      log: cluster.store,
      cluster: 'test',
      keepEvery: 20,
    });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  test('are the hazards that were shown at that moment, and the states of policies are so too', () => {
    const now = new ClusterState();
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent !== undefined) now.apply(domainEvent);
      const then = reads.stateAt(recorded.position);
      for (const group of now.groupIds()) {
        if (now.openGroup(group) === undefined) continue;
        const told = groupHazards(now, group);
        for (const { kind } of told) kinds.add(kind);
        expect(groupHazards(then, group)).toEqual(told);
      }
      const at = recorded.recordedAt.getTime();
      for (const resource of now.resourceIds())
        expect(resourcePolicyState(then, resource, at)).toEqual(
          resourcePolicyState(now, resource, at),
        );
    }
  });
});

test('the histories had hazards that only a registry can show', () => {
  expect([...kinds]).toContain('missing-key');
});
