import { describe, expect, test } from '@jest/globals';

import { ClusterState, type DomainEvent, type NodeEvent } from '#domain';
import {
  APP,
  changed,
  checkpointed,
  deleted,
  GROUP,
  groupOpened,
  keysWereRestored,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  onlinePending,
  restored,
  runningApp,
  SECOND,
  set,
  StateStory,
  WEB,
  wasRestored,
} from '#testing/domain';

import { capturing } from './capturing.js';

const edit = changed(set(2));

/** The resource is online on node A, with a checkpoint. */
const running = (): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, changed(set(1)))
    .resource(APP, ...runningApp);

describe('the captures of a resource are asked about', () => {
  const asked = (kind: 'node' | 'resource' | 'group', id: string, event: unknown): unknown => {
    const { clusterState } = running();
    const occurrence = { eventId: 'e', position: '99', operation: '', recordedAt: 0 };
    const domainEvent = { kind, id, revision: 99, occurrence, event } as DomainEvent;
    return [...capturing.affected(domainEvent, clusterState)];
  };

  test.each<[string, NodeEvent, readonly string[]]>([
    ['an edit of a key', edit, [APP]],
    ['an edit of another key', changed({ ...set(9), key: 'OTHER' }), []],
    [
      'a staged edit',
      { type: 'RegistryChanged', data: { changes: [], staged: { set: 's', count: 1, hash: '' } } },
      [APP],
    ],
    ['a restore', wasRestored([set(2)]), [APP]],
    ['a restore of an operator', wasRestored([], { deliberate: true, resource: WEB }), [WEB]],
    ['a restore of nothing', wasRestored([], { resource: WEB }), []],
    ['a deleted container', deleted(), [APP]],
    ['a restored container', keysWereRestored(), [APP]],
    [
      'another default provider',
      { type: 'DefaultProviderSet', data: { type: 1, provider: 'P' } },
      [APP],
    ],
    ['a pause', { type: 'NodePaused', data: { operation: SECOND } }, []],
  ])('after %s on its node', (_, event, keys) => {
    expect(asked('node', NODE_A, event)).toEqual(keys);
  });

  test('after its own events that open or close an interval, or add a checkpoint', () => {
    const added = { type: 'CryptoCheckpointAdded', data: {} };
    for (const event of [...runningApp.slice(-1), offline(), checkpointed()[0], added])
      expect(asked('resource', APP, event)).toEqual([APP]);
    for (const event of [onlinePending(), offlinePending(), restored(1)])
      expect(asked('resource', APP, event)).toEqual([]);
    expect(asked('group', GROUP, member(WEB))).toEqual([]);
    expect(asked('node', NODE_B, deleted())).toEqual([]);
  });

  test('at a start', () => {
    const story = running().cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: '' } },
      { type: 'ResourceAdded', data: { resource: APP, name: 'r', type: 't', group: GROUP } },
    );
    expect([...capturing.all(story.clusterState)]).toEqual([APP]);
    expect([...capturing.all(new ClusterState())]).toEqual([]);
  });
});
