import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, hashKey } from '#registry';

import { changed, set, wasRestored } from '../../../testing/registry-stories.js';
import { richState } from '../../../testing/rich-state.js';
import { StateStory } from '../../../testing/state-story.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  runningApp,
  SECOND,
  WEB,
} from '../../../testing/stories.js';
import { unrestored } from '../../../testing/unrestored-stories.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DomainEvent } from '../domain-event.js';
import { PastState, type PastSources } from './past-state.js';

const LATE = 'late' as CheckpointId;

/** Node A with two edits, a group, and a resource that was online there until revision 12. */
const events: readonly DomainEvent[] = (() => {
  const all: DomainEvent[] = [];
  const story = new StateStory();
  const { clusterState } = story;
  const apply = clusterState.apply.bind(clusterState);
  clusterState.apply = (event) => {
    all.push(event);
    apply(event);
  };
  story
    .cluster({ type: 'ClusterFormed', data: { name: 'c', logId: 'l' } })
    .node(NODE_A, nodeOpened, changed(set(1)), changed(set(2)))
    .node(NODE_A, {
      type: 'RegistryChangesStaged',
      data: { set: 's', index: 0, changes: [set(3)] },
    })
    .group(GROUP, groupOpened, member(APP))
    .resource(APP, ...runningApp, ...checkpointed(LATE, 'LATE').slice(0, 1));
  return all;
})();

const past = (...more: readonly DomainEvent[]): PastState => {
  const state = PastState.initial();
  for (const event of [...events, ...more]) state.apply(event);
  return state;
};

const occurrence = { eventId: 'e', position: '99', operation: '', recordedAt: 0 };
const ended: readonly DomainEvent[] = [offlinePending(), offline(attempt(SECOND, 2), 12)].map(
  (event, index) => ({ kind: 'resource', id: APP, revision: 6 + index, occurrence, event }),
);

const tree = findKey(applyChanges(emptyTree, [set(7)]), KEY);

/** Sources that note each question. */
const asked = (): { sources: PastSources; questions: unknown[] } => {
  const questions: unknown[] = [];
  const noted =
    <Answer>(answer: Answer) =>
    (which: unknown): Answer => {
      questions.push(which);
      return answer;
    };
  const sources = {
    registryKey: noted(tree),
    hasRegistryKey: noted(true),
    captureContent: noted(tree),
  };
  return { sources, questions };
};

const of = (checkpoint = CHECKPOINT, resource = APP) => ({ resource, checkpoint });

describe('a past state', () => {
  test('has the states of all aggregates, without registries', () => {
    const state = past();
    const node = state.presentNode(NODE_A);
    expect(node).toMatchObject({ name: 'node-a', revision: 3, registryRevision: 2 });
    expect(node).toMatchObject({ registry: undefined, staged: undefined });
    expect(state.presentNode(NODE_B)).toBeUndefined();
    expect(state.cluster.status).toBe('formed');
    expect(state.group(GROUP).status).toBe('open');
    expect(state.resource(APP).status).toBe('open');
    expect(state.revision('resource', APP)).toBe(6);
    expect(state.groupsOn(NODE_A)).toEqual([GROUP]);
    expect(state.onlineAt(APP)).toBe(NODE_A);
    expect(state.overlapping(KEY)).toEqual([of()]);
    expect(state.touched(NODE_A, [set(1)])).toEqual([of()]);
    expect(state.clobber(CHECKPOINT)).toBeUndefined();
    expect(state.unrestored.count).toBe(0);
  });

  test('has clobbers and missing restores, and no causes', () => {
    const restore = wasRestored([set(9)], { resource: WEB });
    const state = past({ kind: 'node', id: NODE_A, revision: 4, occurrence, event: restore });
    expect(state.clobber(CHECKPOINT)).toMatchObject({ resource: WEB, nodeRevision: 4 });
    expect(state.causes.of('opened', GROUP)).toBeUndefined();
    const other = PastState.initial();
    const { clusterState } = new StateStory();
    clusterState.apply = (event) => {
      other.apply(event);
    };
    new StateStory(clusterState).node(NODE_A, nodeOpened).resource(APP, ...unrestored);
    expect(other.unrestored.get(CHECKPOINT)).toMatchObject({ node: NODE_A, key: KEY });
  });

  test('is thawed from the frozen state of a cluster', () => {
    const frozen = richState().freeze();
    const state = PastState.thaw(frozen);
    expect(state.freeze().resources).toEqual(frozen.resources);
    expect(state.groupsOn(NODE_A)).toContain(GROUP);
    expect(PastState.thaw(past().freeze()).resource(APP)).toEqual(past().resource(APP));
  });
});

describe('the sources of a past state are asked', () => {
  const then = { node: NODE_A, nodeRevision: 3, key: KEY };

  test('for keys at the revision of the node', () => {
    const { sources, questions } = asked();
    const state = past().withSources(sources);
    expect(state.registryKey(NODE_A, KEY)).toBe(tree);
    expect(state.hasRegistryKey(NODE_A, KEY)).toBe(true);
    expect(questions).toEqual([then, then]);
  });

  test('for the content of the last capture', () => {
    const { sources, questions } = asked();
    const second = {
      kind: 'resource',
      id: APP,
      revision: 7,
      occurrence,
      event: captured(2),
    } as const;
    expect(past(second).withSources(sources).content(of())).toEqual({ number: 2, key: tree });
    expect(questions).toEqual([{ checkpoint: CHECKPOINT, number: 2, effectiveKey: KEY }]);
  });

  test('for the hash at the end of the online interval', () => {
    const { sources, questions } = asked();
    const state = past(...ended).withSources(sources);
    expect(state.closingHash(of())).toBe(hashKey(tree));
    expect(questions).toEqual([{ node: NODE_A, nodeRevision: 12, key: KEY }]);
  });

  test('for nothing that the state knows not to exist', () => {
    const { sources, questions } = asked();
    const state = past().withSources(sources);
    expect(state.registryKey(NODE_B, KEY)).toBeUndefined();
    expect(state.hasRegistryKey(NODE_B, KEY)).toBe(false);
    for (const ref of [of(LATE), of('never' as CheckpointId), of(CHECKPOINT, WEB)])
      expect(state.content(ref)).toBeUndefined();
    const closed = past(...ended).withSources(sources);
    for (const ref of [of('never' as CheckpointId), of(CHECKPOINT, WEB)])
      expect(closed.closingHash(ref)).toBeUndefined();
    expect(state.closingHash(of())).toBeUndefined();
    expect(questions).toEqual([]);
  });

  test('or the question is a defect', () => {
    const reason = 'a past state without sources has no registries and no contents';
    expect(() => past().registryKey(NODE_A, KEY)).toThrow(reason);
    expect(() => past().hasRegistryKey(NODE_A, KEY)).toThrow(reason);
    expect(() => past().content(of())).toThrow(reason);
    expect(() => past(...ended).closingHash(of())).toThrow(reason);
  });
});
