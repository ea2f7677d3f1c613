import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, hashKey } from '#registry';

import { changed, set } from '../../testing/registry-stories.js';
import {
  APP,
  captured,
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
  attempt,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { StateStory } from '../../testing/state-story.js';
import { type GroupId } from '../vocabulary/ids.js';
import { StateReader, writeState } from './archive.js';
import { ClusterState } from './cluster-state.js';

const treeOf = (number: number): ReturnType<typeof findKey> =>
  findKey(applyChanges(emptyTree, [set(number)]), KEY);

describe('a cluster state', () => {
  test('is empty before anything has happened', () => {
    const { clusterState } = new StateStory();
    expect(clusterState.node(NODE_A)).toEqual({ status: 'absent' });
    expect(clusterState.group(GROUP)).toEqual({ status: 'absent' });
    expect(clusterState.resource(APP)).toEqual({ status: 'absent' });
    expect(clusterState.revision('node', NODE_A)).toBe(-1);
    expect(clusterState.state('cluster', 'any')).toEqual({ status: 'absent' });
  });

  test('knows which groups a node owns', () => {
    const moved = { operation: FIRST, from: NODE_A, to: NODE_B, epoch: 1 };
    const story = new StateStory().group(GROUP, groupOpened, member(APP));
    expect([...story.clusterState.groupsOn(NODE_A)]).toEqual([GROUP]);
    story.group(
      GROUP,
      { type: 'GroupMoveStarted', data: moved },
      { type: 'GroupOwnerChanged', data: moved },
    );
    expect([...story.clusterState.groupsOn(NODE_A)]).toEqual([]);
    expect([...story.clusterState.groupsOn(NODE_B)]).toEqual([GROUP]);
  });

  test('knows the groups of a node in the order of their ids', () => {
    const [first, last] = ['a', 'z'] as unknown as readonly [GroupId, GroupId];
    const { clusterState } = new StateStory()
      .group(last, groupOpened)
      .group(first, groupOpened)
      .group(GROUP, groupOpened);
    expect(clusterState.groupsOn(NODE_A)).toEqual([first, GROUP, last]);
    new StateStory(clusterState).group(GROUP, { type: 'GroupClosed', data: {} });
    expect(clusterState.groupsOn(NODE_A)).toEqual([first, last]);
    expect(clusterState.groupsOn(NODE_B)).toEqual([]);
  });

  test('knows where a resource is online, and forgets it as it leaves', () => {
    const story = new StateStory().resource(APP, ...runningApp);
    expect(story.clusterState.onlineAt(APP)).toBe(NODE_A);
    story.resource(APP, offlinePending());
    expect(story.clusterState.onlineAt(APP)).toBeUndefined();
  });

  test('holds the content of the last capture: the key at the revision that the capture names', () => {
    const { clusterState } = new StateStory()
      .node(NODE_A, nodeOpened, changed(set(1)), changed(set(2)), changed(set(3)))
      .resource(
        APP,
        resourceOpened,
        ...checkpointed(),
        captured(2, { source: { node: NODE_A, nodeRevision: 2 } }),
      );
    const content = clusterState.content(CHECKPOINT);
    expect(content?.number).toBe(2);
    expect(content?.key !== 'unknown' && hashKey(content?.key)).toBe(hashKey(treeOf(2)));
  });

  test('holds the absence of a key, also on a node whose registry was never written', () => {
    const { clusterState } = new StateStory()
      .node(NODE_B, nodeOpened)
      .resource(
        APP,
        resourceOpened,
        ...checkpointed(),
        captured(2, { source: { node: NODE_B, nodeRevision: 0 }, hash: hashKey(undefined) }),
      );
    expect(clusterState.content(CHECKPOINT)).toEqual({ number: 2, key: undefined });
  });

  test('does not take a capture of an old revision for an absence', () => {
    const story = new StateStory().node(NODE_A, nodeOpened);
    for (let number = 1; number <= 9000; number += 1) story.node(NODE_A, changed(set(number)));
    story.resource(APP, resourceOpened, ...checkpointed());
    expect(story.clusterState.content(CHECKPOINT)).toEqual({ number: 1, key: 'unknown' });
  });

  test.each([
    ['a key', set(1), treeOf(1)],
    ['an absence', { ...set(1), key: 'SOFTWARE\\Other' }, undefined],
  ])('holds %s that has not changed since its revision, however old that is', (_, first, key) => {
    const story = new StateStory().node(NODE_A, nodeOpened, changed(first));
    for (let number = 1; number <= 9000; number += 1)
      story.node(NODE_A, changed({ ...set(number), key: 'SOFTWARE\\Other' }));
    const late = { source: { node: NODE_A, nodeRevision: 1 }, hash: hashKey(key) };
    story.resource(APP, resourceOpened, ...checkpointed().slice(0, 1), captured(1, late));
    const content = story.clusterState.content(CHECKPOINT);
    expect(content?.key !== 'unknown' && hashKey(content?.key)).toBe(hashKey(key));
  });

  test('from an archive holds the content of a later capture, however old its revision is', () => {
    const story = new StateStory().node(NODE_A, nodeOpened, changed(set(1)));
    for (let number = 1; number <= 8000; number += 1)
      story.node(NODE_A, changed({ ...set(number), key: 'SOFTWARE\\Other' }));
    story.resource(APP, resourceOpened);
    const reader = new StateReader();
    for (const line of writeState(story.clusterState.freeze())) reader.read(line);
    const late = { source: { node: NODE_A, nodeRevision: 1 }, hash: hashKey(treeOf(1)) };
    const { clusterState } = new StateStory(ClusterState.thaw(reader.state())).resource(
      APP,
      ...checkpointed().slice(0, 1),
      captured(1, late),
    );
    const content = clusterState.content(CHECKPOINT);
    expect(content?.key !== 'unknown' && hashKey(content?.key)).toBe(hashKey(treeOf(1)));
  });

  test('holds the content at the end of the online interval, however late its capture comes', () => {
    const hash = hashKey(treeOf(2));
    const story = new StateStory()
      .node(NODE_A, nodeOpened, changed(set(1)), changed(set(2)))
      .resource(APP, ...runningApp, offlinePending(), offline(attempt(SECOND, 2), 2));
    expect(story.clusterState.intervals.closingHash(CHECKPOINT)).toBe(hash);
    for (let number = 1; number <= 9000; number += 1) story.node(NODE_A, changed(set(number)));
    const late = { reason: 'recovered', source: { node: NODE_A, nodeRevision: 2 }, hash } as const;
    const content = story.resource(APP, captured(2, late)).clusterState.content(CHECKPOINT);
    expect(content?.key !== 'unknown' && hashKey(content?.key)).toBe(hash);
  });
});
