import { describe, expect, test } from '@jest/globals';

import {
  absenceWasRestored,
  deleted,
  keysCaptured,
  keysFailing,
  keysUnrestored,
  stored,
} from '../../../testing/crypto-stories.js';
import { changed, set, wasRestored } from '../../../testing/registry-stories.js';
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
  online,
  onlinePending,
  restored,
  SECOND,
  WEB,
} from '../../../testing/stories.js';
import { over, restoreFailed, unrestored } from '../../../testing/unrestored-stories.js';
import { type NodeEvent } from '../../node/events.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { ClusterState } from '../cluster-state.js';
import { type UnrestoredCheckpoint } from './unrestored-checkpoints.js';

/** Node A at a revision, with as many edits of the key. */
const at = (revision: number, ...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: revision }, (_, port) => changed(set(port))))
    .resource(APP, ...events);

const found = ({ clusterState }: StateStory): UnrestoredCheckpoint | undefined =>
  clusterState.unrestored.get(CHECKPOINT);
const editsOf = (story: StateStory): unknown =>
  found(story)?.edits.map(({ nodeRevision }) => nodeRevision);

const beside: NodeEvent = changed({ ...set(1), key: 'OTHER' });
const staged: readonly NodeEvent[] = [
  { type: 'RegistryChangesStaged', data: { set: 's', index: 0, changes: [set(77)] } },
  { type: 'RegistryChanged', data: { changes: [], staged: { set: 's', count: 1, hash: '' } } },
];
const left = [offlinePending(), offline(attempt(SECOND, 2), 12)];

describe('a checkpoint without its restore', () => {
  test('is known with its node, its key and the event of the failure', () => {
    const story = at(10, ...unrestored);
    expect(found(story)).toEqual({
      ...{ resource: APP, checkpoint: CHECKPOINT, node: NODE_A, key: KEY, revision: 4, edits: [] },
      failed: expect.objectContaining({ eventId: 'app@4' }),
    });
    expect(story.clusterState.unrestored.count).toBe(1);
  });

  test.each<[string, (story: StateStory) => StateStory, readonly number[] | undefined]>([
    ['counts an edit of its key', (story) => story.node(NODE_A, changed(set(99))), [11]],
    ['counts a staged edit of its key', (story) => story.node(NODE_A, ...staged), [12]],
    ['does not count an edit beside its key', (story) => story.node(NODE_A, beside), []],
    [
      'does not count an edit on another node',
      (story) => story.node(NODE_B, nodeOpened, changed(set(99))),
      [],
    ],
    [
      'counts the restore of another resource onto its key',
      (story) => story.node(NODE_A, wasRestored([set(99)], { resource: WEB })),
      [11],
    ],
    [
      'does not count a restore of its own resource',
      (story) => story.node(NODE_A, wasRestored([set(99)])),
      [],
    ],
    [
      'loses the edits that a capture has',
      (story) =>
        story
          .node(NODE_A, changed(set(98)), changed(set(99)))
          .resource(APP, captured(2, { source: { capture: 1 }, overUnrestored: over(11) })),
      [12],
    ],
    [
      'keeps the edits that a repeated capture does not name',
      (story) =>
        story
          .node(NODE_A, changed(set(99)))
          .resource(APP, captured(2, { source: { capture: 1 }, reason: 'reverted' })),
      [11],
    ],
    [
      'is forgotten with a capture of the whole key',
      (story) => story.resource(APP, captured(2, { reason: 'recaptured' })),
      undefined,
    ],
    [
      'stays after a capture of another node',
      (story) => story.resource(APP, captured(2, { source: { node: NODE_B, nodeRevision: 1 } })),
      [],
    ],
    [
      'is forgotten with a restore',
      (story) => story.resource(APP, restored(1, attempt(SECOND))),
      undefined,
    ],
    [
      'loses the edits after the end of its interval, and counts none from then on',
      (story) =>
        story
          .node(NODE_A, changed(set(98)), changed(set(99)), changed(set(100)))
          .resource(APP, ...left)
          .node(NODE_A, changed(set(101))),
      [11, 12],
    ],
    [
      'is forgotten when the resource is online again',
      (story) =>
        story.resource(APP, ...left, onlinePending(attempt(SECOND, 3)), online(attempt(SECOND, 3))),
      undefined,
    ],
    [
      'is forgotten with its resource',
      (story) => story.resource(APP, { type: 'ResourceClosed', data: {} }),
      undefined,
    ],
    [
      'stays when the deletion of the checkpoint is recorded, because its key still lacks the restore',
      (story) =>
        story.resource(APP, {
          type: 'RegistryCheckpointDeleted',
          data: { checkpoint: CHECKPOINT, key: KEY },
        }),
      [],
    ],
  ])('%s', (_, then, edits) => {
    expect(editsOf(then(at(10, ...unrestored)))).toEqual(edits);
  });

  test('stays when the resource fails in the attempt that lacks it, if its interval lacks it too', () => {
    const failed: ResourceEvent = {
      type: 'ResourceFailed',
      data: { ...attempt(), nodeRevision: 11, reason: '' },
    };
    expect(editsOf(at(10, ...unrestored, failed))).toEqual([]);
    expect(found(at(10, ...unrestored.slice(0, -1), failed))).toBeUndefined();
  });

  test('is not known from a failure outside of an attempt', () => {
    expect(found(at(10, ...unrestored.slice(0, -2), online(), restoreFailed()))).toBeUndefined();
  });
});

describe('the edits between the attempted restore and the event of its failure', () => {
  const failing = (nodeRevision: number | undefined, revision = 12): StateStory =>
    at(revision, ...unrestored.slice(0, -2)).resource(
      APP,
      restoreFailed(nodeRevision === undefined ? ({ nodeRevision } as never) : { nodeRevision }),
    );

  test('count as one edit of the last revision', () => {
    const story = failing(10);
    expect(editsOf(story)).toEqual([12]);
    const { changes = [] } = found(story)?.edits[0] ?? {};
    expect(changes).toEqual([expect.objectContaining(set(11))]);
  });

  test.each<[string, StateStory]>([
    ['are none if there are none', failing(12)],
    ['are unknown without the time of the restore', failing(undefined)],
    ['are none if they left the key alone', failing(12).node(NODE_A, beside)],
  ])('%s', (_, story) => {
    expect(editsOf(story)).toEqual([]);
  });

  test('are none on a node that was never opened', () => {
    const elsewhere = at(12, ...unrestored.slice(0, -2)).resource(APP, {
      ...restoreFailed(),
      data: { ...restoreFailed().data, node: NODE_B },
    } as ResourceEvent);
    expect(found(elsewhere)).toMatchObject({ node: NODE_B, edits: [] });
  });
});

describe('a container without its restore', () => {
  const containers = (revision: number, ...events: readonly ResourceEvent[]): StateStory => {
    const story = new StateStory().group(GROUP, groupOpened, member(APP)).node(NODE_A, nodeOpened);
    for (let next = 1; next <= revision; next += 1) story.node(NODE_A, stored());
    return story.resource(APP, ...events);
  };

  test('has neither a key nor edits', () => {
    const story = containers(11, ...keysUnrestored).node(NODE_A, changed(set(99)));
    expect(found(story)).toMatchObject({ key: undefined, edits: [] });
    expect(found(story)?.deletedAt).toBeUndefined();
  });

  test('is forgotten with a capture of it, on its node alone', () => {
    const source = { node: NODE_B, nodeRevision: 1 };
    expect(found(containers(11, ...keysUnrestored, keysCaptured(2)))).toBeUndefined();
    expect(found(containers(11, ...keysUnrestored, keysCaptured(2, { source })))).toBeDefined();
  });

  test('is forgotten with its restore', () => {
    const done = {
      ...restored(1, attempt(SECOND)),
      type: 'CryptoCheckpointRestored',
    } as ResourceEvent;
    expect(found(containers(11, ...keysUnrestored, done))).toBeUndefined();
  });

  test('does not count a deletion on another node', () => {
    const story = containers(11, ...keysUnrestored).node(NODE_B, nodeOpened, stored(), deleted());
    expect(found(story)?.deletedAt).toBeUndefined();
  });

  test('counts the last deletion before the event of its failure, if no keys came after it', () => {
    const failing = (...events: readonly NodeEvent[]): number | undefined =>
      found(
        containers(10, ...keysFailing.slice(0, -1))
          .node(NODE_A, ...events)
          .resource(APP, ...keysFailing.slice(-1)),
      )?.deletedAt;
    expect(failing(deleted(), stored(), deleted())).toBe(13);
    expect(failing(deleted(), stored())).toBeUndefined();
    expect(failing(stored('others', 'D'), deleted('others', 'D'))).toBeUndefined();
    expect(failing(absenceWasRestored({ container: 'C' as never }))).toBe(11);
  });
});

test('a thawed state finds the checkpoints of a key', () => {
  const other = 'other' as CheckpointId;
  const { clusterState } = at(3, ...unrestored, ...checkpointed(other, 'K'));
  const thawed = ClusterState.thaw(clusterState.freeze());
  expect(thawed.overlapping('K')).toEqual([{ resource: APP, checkpoint: other }]);
});
