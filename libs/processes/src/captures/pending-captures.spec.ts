import { describe, expect, test } from '@jest/globals';

import { type NodeEvent, type ResourceEvent } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey } from '#registry';
import {
  APP,
  captured,
  changed,
  CHECKPOINT,
  checkpointed,
  FIRST,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  over,
  runningApp,
  set,
  StateStory,
  unrestored,
  wasRestored,
  WEB,
} from '#testing/domain';

import { isCaptured, liveKeyOf, touchedBy } from './pending-captures.js';

const hashOf = (port: number): string =>
  hashKey(findKey(applyChanges(emptyTree, [set(port)]), KEY));

const OTHER = 'other' as typeof CHECKPOINT;
const ref = { resource: APP, checkpoint: CHECKPOINT };

/** Node A at revision 11, with Port 1; the last capture of revision 5 has the same. */
const at = (events: readonly ResourceEvent[], ...edits: readonly NodeEvent[]): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(
      APP,
      ...events.map((event) =>
        event.type === 'RegistryCheckpointCaptured' ? captured(1, { hash: hashOf(1) }) : event,
      ),
    )
    .node(NODE_A, ...edits);
const edit = changed(set(2));
const capture = (nodeRevision: number, node = NODE_A) =>
  captured(2, { source: { node, nodeRevision }, hash: 'of an old key' });

describe('a change is captured, or needs no capture,', () => {
  const isDone = ({ clusterState }: StateStory, nodeRevision: number, node = NODE_A): boolean =>
    isCaptured(clusterState, ref, { node, nodeRevision });

  test.each<[string, boolean, StateStory, number]>([
    ['before its capture', false, at(runningApp, edit), 12],
    ['after its capture', true, at(runningApp, edit).resource(APP, capture(12)), 12],
    ['after a later capture', true, at(runningApp, edit, edit).resource(APP, capture(13)), 12],
    ['after an earlier capture', false, at(runningApp, edit).resource(APP, capture(11)), 12],
    [
      'after a capture of another node',
      false,
      at(runningApp, edit).resource(APP, capture(12, NODE_B)),
      12,
    ],
    ['if the key is as in the last capture', true, at(runningApp, edit, changed(set(1))), 13],
    ['if the resource is not online', true, ends(at(runningApp, edit)), 12],
    ['if the checkpoint is unknown', true, at(runningApp.slice(0, 1), edit), 12],
    [
      'if the checkpoint was deleted',
      true,
      at(runningApp, edit).resource(APP, {
        type: 'RegistryCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, key: KEY },
      }),
      12,
    ],
    [
      'if the resource is closed',
      true,
      at(runningApp, edit).resource(APP, { type: 'ResourceClosed', data: {} }),
      12,
    ],
    ['where the restore is missing, before its capture', false, at(unrestored, edit), 12],
    ['where the restore is missing, without an edit', true, at(unrestored), 12],
    ['where the restore is missing, before the edit', true, at(unrestored, edit), 11],
    [
      'where the restore is missing, for an edit without effect',
      true,
      at(unrestored, edit, changed(set(1))),
      12,
    ],
    [
      'where the restore is missing, after the capture of the edit',
      true,
      at(unrestored, edit).resource(
        APP,
        captured(2, { source: { capture: 1 }, overUnrestored: over(12) }),
      ),
      12,
    ],
  ])('%s: %s', (_, wanted, story, nodeRevision) => {
    expect(isDone(story, nodeRevision)).toBe(wanted);
  });

  test('on a node where the resource is not online', () => {
    expect(isDone(at(runningApp, edit), 12, NODE_B)).toBe(true);
  });

  test('of a checkpoint without a capture, if the key is as when the resource came online', () => {
    const uncaptured = runningApp.filter(({ type }) => type !== 'RegistryCheckpointCaptured');
    expect(isDone(at(uncaptured), 11)).toBe(true);
    expect(isDone(at(uncaptured, edit), 12)).toBe(false);
  });
});

function ends(story: StateStory): StateStory {
  return story.resource(APP, offlinePending(), offline());
}

describe('the live key', () => {
  const { clusterState } = at(runningApp);

  test('has its hash at the revision of the node', () => {
    const source = { node: NODE_A, nodeRevision: 11 };
    expect(liveKeyOf(clusterState, NODE_A, KEY)).toEqual({ source, hash: hashOf(1), exists: true });
    const absent = { source, hash: hashKey(undefined), exists: false };
    expect(liveKeyOf(clusterState, NODE_A, 'OTHER')).toEqual(absent);
  });

  test('is unknown on a node that was never opened', () => {
    expect(liveKeyOf(clusterState, NODE_B, KEY)).toBeUndefined();
  });
});

describe('an event touches', () => {
  const { clusterState } = at(runningApp).resource(APP, ...checkpointed(OTHER, 'OTHER'));
  const dataOf = (event: NodeEvent) => event.data as Parameters<typeof touchedBy>[2];

  test('the checkpoints of the keys that it changes', () => {
    expect(touchedBy(clusterState, NODE_A, dataOf(edit))).toEqual([ref]);
    expect(touchedBy(clusterState, NODE_B, dataOf(edit))).toEqual([]);
    const restore = dataOf(wasRestored([{ ...set(1), key: 'OTHER' }], { resource: WEB }));
    expect(touchedBy(clusterState, NODE_A, restore)).toEqual([{ ...ref, checkpoint: OTHER }]);
  });

  test('every checkpoint of the resources that are online there, with a staged list', () => {
    const staged = { changes: [], staged: { set: FIRST, count: 1, hash: '' } };
    expect(touchedBy(clusterState, NODE_A, staged)).toEqual([ref, { ...ref, checkpoint: OTHER }]);
    expect(touchedBy(clusterState, NODE_B, staged)).toEqual([]);
  });
});
