import { describe, expect, test } from '@jest/globals';

import { ClusterState, type DomainEvent, type KeyId } from '#domain';
import { deleted, nodeOpened, NODE_A, StateStory } from '#testing/domain';

import { erasure, ORPHAN_AFTER_MS } from './erasure.js';

const ORPHAN = 'orphan' as KeyId;
const YOUNG = 'young' as KeyId;
const LOST = 'lost' as KeyId;

/** A key without a reference, and two sealed ones that wait for theirs since 100 and 200. */
const waiting = (): ClusterState => {
  const { clusterState } = new StateStory().node(NODE_A, nodeOpened, deleted(LOST));
  clusterState.sealedKeys.sealed(ORPHAN, 100);
  clusterState.sealedKeys.sealed(YOUNG, 200);
  return clusterState;
};
const event: DomainEvent = {
  ...({ kind: 'node', id: NODE_A, revision: 1, event: nodeOpened } as const),
  occurrence: { eventId: 'e', position: '1', operation: '', recordedAt: 0 },
};

const erased = (key: string, now: number): readonly string[] =>
  erasure.next(waiting(), key, { phase: 'following', now }).map(({ kind, id, command }) => {
    expect([kind, command]).toEqual(['key', { type: 'EraseKey', data: {} }]);
    return id;
  });

describe('sealed keys are erased', () => {
  test('at once if they lost their last reference', () => {
    expect(erased(LOST, 0)).toEqual([LOST]);
    expect(erased(ORPHAN, 0)).toEqual([]);
  });

  test('after a quarter of an hour without a reference', () => {
    expect(ORPHAN_AFTER_MS).toBe(15 * 60 * 1000);
    expect(erased('orphans', 99 + ORPHAN_AFTER_MS)).toEqual([]);
    expect(erased('orphans', 100 + ORPHAN_AFTER_MS)).toEqual([ORPHAN]);
    expect(erased('orphans', 200 + ORPHAN_AFTER_MS)).toEqual([ORPHAN, YOUNG]);
  });

  test('when the oldest of them is due', () => {
    const due = (key: string, now: number): number | undefined =>
      erasure.due?.(waiting(), key, { phase: 'following', now });
    expect(due('orphans', 0)).toBe(100 + ORPHAN_AFTER_MS);
    expect(due('orphans', 100 + ORPHAN_AFTER_MS)).toBe(200 + ORPHAN_AFTER_MS);
    expect(due('orphans', 200 + ORPHAN_AFTER_MS)).toBeUndefined();
    expect(due(LOST, 0)).toBeUndefined();
  });

  test('is asked about after each event, and at a start', () => {
    expect([...erasure.affected(event, waiting())]).toEqual([LOST, 'orphans']);
    expect([...erasure.affected(event, new ClusterState())]).toEqual([]);
    expect([...erasure.all(waiting())]).toEqual([LOST, 'orphans']);
    expect([...erasure.all(new ClusterState())]).toEqual(['orphans']);
  });
});
