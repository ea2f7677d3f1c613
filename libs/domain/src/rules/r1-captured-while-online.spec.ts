import { describe, expect, test } from '@jest/globals';

import { type RegistryChange } from '#registry';

import { changed, set } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
} from '../../testing/stories.js';
import { StateStory } from '../../testing/state-story.js';
import { type ResourceCommand } from '../resource/commands.js';
import { resource } from '../resource/decide.js';

/** R1: what changes under a key while its resource is online is captured. */
describe('R1', () => {
  const REF = { resource: APP, checkpoint: CHECKPOINT };
  const running = (): StateStory =>
    new StateStory().node(NODE_A, nodeOpened, changed(set(1))).resource(APP, ...runningApp);

  test.each<[string, RegistryChange]>([
    ['a value in the key', set(2)],
    ['a value below it', { ...set(2), key: `${KEY}\\Deep\\Deeper` }],
    ['the key in another case', { ...set(2), key: KEY.toLowerCase() }],
    ['a new key below it', { op: 'create-key', key: `${KEY}\\New` }],
    ['a deleted value', { op: 'delete-value', key: KEY, name: 'Port' }],
    ['the deleted key itself', { op: 'delete-key', key: KEY }],
    ['a deleted key above it', { op: 'delete-key', key: 'SOFTWARE' }],
  ])('given a resource online, when %s changes, then its checkpoint is touched', (_, change) => {
    expect(running().clusterState.touched(NODE_A, [change])).toEqual([REF]);
  });

  test.each<[string, RegistryChange]>([
    ['a value above the key', { ...set(2), key: 'SOFTWARE\\Contoso' }],
    ['a key beside it', { op: 'delete-key', key: `${KEY}2` }],
  ])('when %s changes, then it is not', (_, change) => {
    expect(running().clusterState.touched(NODE_A, [change])).toEqual([]);
  });

  test('when the same key changes on another node, then it is not', () => {
    expect(running().clusterState.touched(NODE_B, [set(2)])).toEqual([]);
  });

  test('given it is not online yet, or no longer, then it is not', () => {
    const pending = new StateStory().resource(
      APP,
      resourceOpened,
      ...checkpointed(),
      onlinePending(attempt(), 1),
    );
    expect(pending.clusterState.touched(NODE_A, [set(2)])).toEqual([]);
    const leaving = running().resource(APP, offlinePending());
    expect(leaving.clusterState.touched(NODE_A, [set(2)])).toEqual([]);
  });

  const capture = (hash: string, nodeRevision: number): ResourceCommand => ({
    type: 'CaptureRegistry',
    data: {
      checkpoint: CHECKPOINT,
      reason: 'changed',
      source: { node: NODE_A, nodeRevision },
      hash,
    },
  });

  test('when it was touched, then it is captured by reference, with the next number', () => {
    specify(resource)
      .given(...runningApp)
      .when(capture('hash 2', 12))
      .then(captured(2, { source: { node: NODE_A, nodeRevision: 12 } }));
  });

  test('when the content is the same again, then there is no new capture', () => {
    specify(resource)
      .given(...runningApp)
      .when(capture('hash 1', 12))
      .decidesNothing();
  });

  test('given the window closed before it was captured, then it is still owed, up to the end', () => {
    const closed = [
      ...runningApp,
      offlinePending(),
      captured(2, { reason: 'going-offline' }),
      offline(),
    ];
    specify(resource)
      .given(...closed)
      .when(capture('hash 3', 20))
      .then(captured(3, { source: { node: NODE_A, nodeRevision: 20 } }));
    specify(resource)
      .given(...closed)
      .when(capture('hash 3', 21))
      .decidesNothing();
  });
});
