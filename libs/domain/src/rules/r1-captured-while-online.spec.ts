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

/** R1: a change under a key is captured while its resource is online. */
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
  ])('when %s changes, then the checkpoint is not touched', (_, change) => {
    expect(running().clusterState.touched(NODE_A, [change])).toEqual([]);
  });

  test('when the same key changes on another node, then the checkpoint is not touched', () => {
    expect(running().clusterState.touched(NODE_B, [set(2)])).toEqual([]);
  });

  test('given the resource is not yet or no longer online, then the checkpoint is not touched', () => {
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

  test('when a checkpoint is touched, then a capture refers to the revision, with the next number', () => {
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

  test('given the interval ended before a capture, then edits up to its end are still captured', () => {
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
