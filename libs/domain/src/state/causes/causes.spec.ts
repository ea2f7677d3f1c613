import { describe, expect, test } from '@jest/globals';

import { changed, set, wasRestored } from '../../../testing/registry-stories.js';
import { type StateStory } from '../../../testing/state-story.js';
import {
  APP,
  FIRST,
  GROUP,
  member,
  NODE_A,
  NODE_B,
  SECOND,
  WEB,
} from '../../../testing/stories.js';
import {
  absenceWasRestored,
  deleted,
  keysWereRestored,
  stored,
} from '../../../testing/crypto-stories.js';
import { base, topicsOf } from '../../../testing/topics.js';
import { type ClusterEvent } from '../../cluster/events.js';
import { type GroupEvent } from '../../group/events.js';
import { type NodeEvent } from '../../node/events.js';

describe('an event of the directory is a cause', () => {
  test.each<[ClusterEvent, readonly string[]]>([
    [{ type: 'NodeAdded', data: { node: NODE_A, name: 'a' } }, ['listed node-a']],
    [{ type: 'NodeEvicted', data: { node: NODE_B } }, ['listed node-b']],
    [
      { type: 'GroupAdded', data: { group: GROUP, name: 'g', owner: NODE_A, preferredOwners: [] } },
      ['listed group'],
    ],
    [
      { type: 'ResourceAdded', data: { resource: APP, name: 'r', type: 't', group: GROUP } },
      ['listed app'],
    ],
    [{ type: 'ResourceRegrouped', data: { resource: WEB, group: GROUP } }, ['listed web']],
    [{ type: 'GroupRemoved', data: { group: GROUP } }, []],
    [{ type: 'ResourceRemoved', data: { resource: APP } }, []],
    [{ type: 'ServerStateChanged', data: { state: 'read-only' } }, []],
  ])('%j', (event, topics) => {
    const story = base().cluster(event);
    expect(topicsOf(story, 'c@1')).toEqual(topics);
  });
});

const operation = { operation: FIRST };

describe('an event of a node is a cause', () => {
  test.each<[NodeEvent, readonly string[]]>([
    [{ type: 'NodeStarted', data: operation }, ['available node-a']],
    [{ type: 'NodeResumed', data: { ...operation, failback: 'none' } }, ['available node-a']],
    [{ type: 'NodePaused', data: operation }, ['available node-a']],
    [{ type: 'DrainCompleted', data: operation }, ['available node-a']],
    [{ type: 'NodeEvictionAbandoned', data: operation }, ['available node-a']],
    [{ type: 'NodeStopped', data: operation }, ['down node-a']],
    [{ type: 'NodeCrashed', data: operation }, ['down node-a']],
    [{ type: 'DrainStarted', data: { ...operation, purpose: 'pause' } }, ['drain node-a']],
    [{ type: 'NodeEvictionStarted', data: operation }, ['eviction node-a']],
    [{ type: 'DefaultProviderSet', data: { type: 1, provider: 'P' } }, ['providers node-a']],
    [deleted(), ['container-deleted node-a']],
    [absenceWasRestored(), ['container-deleted node-a', 'restored checkpoint']],
    [keysWereRestored(), ['restored checkpoint']],
    [stored(), []],
    [{ type: 'GroupFenced', data: { group: GROUP, epoch: 2 } }, ['fenced group']],
    [wasRestored([set(1)]), ['restored checkpoint']],
    [changed(set(1)), []],
    [{ type: 'RegistryReleased', data: { key: 'K' } }, []],
  ])('%j', (event, topics) => {
    expect(topicsOf(base().node(NODE_A, event), 'node-a@1')).toEqual(topics);
  });

  test('the opening of a node', () => {
    expect(topicsOf(base(), 'node-b@0')).toEqual(['available node-b']);
  });
});

const started: GroupEvent = {
  type: 'GroupMoveStarted',
  data: { ...operation, from: NODE_A, to: NODE_B, epoch: 1 },
};
const ended = { ...operation, epoch: 1 };
const depends = { resource: WEB, provider: APP };

describe('an event of a group is a cause', () => {
  test.each<[GroupEvent, readonly string[]]>([
    [{ type: 'GroupClosed', data: {} }, ['opened group']],
    [{ type: 'GroupConfigured', data: { failoverThreshold: 1 } }, ['policy group']],
    [{ type: 'DependencyAdded', data: depends }, ['dependencies group']],
    [{ type: 'DependencyRemoved', data: depends }, ['dependencies group']],
    [
      { type: 'DependencyExpressionSet', data: { resource: WEB, expression: null } },
      ['dependencies group'],
    ],
    [started, ['operation group']],
    [
      {
        type: 'GroupOperationStarted',
        data: { ...ended, kind: 'online', resources: [], persist: true },
      },
      ['operation group'],
    ],
    [
      { type: 'GroupOwnerChanged', data: { ...ended, from: NODE_A, to: NODE_B } },
      ['operation group'],
    ],
    [{ type: 'GroupMoveCompleted', data: ended }, ['ended group']],
    [{ type: 'GroupMoveFailed', data: { ...ended, reason: '' } }, ['ended group']],
    [{ type: 'GroupMoveDenied', data: { ...ended, deniedBy: WEB } }, ['ended group']],
    [{ type: 'GroupOperationCompleted', data: ended }, ['ended group']],
    [{ type: 'GroupOperationFailed', data: { ...ended, reason: '' } }, ['ended group']],
    [{ type: 'GroupFailoverCounted', data: { ...operation, at: 0 } }, []],
    [member(WEB), ['member web']],
    [{ type: 'GroupMemberRemoved', data: { resource: APP } }, ['member app']],
    [{ type: 'GroupMemberRemovalStarted', data: { ...operation, resource: APP } }, ['removal app']],
    [
      { type: 'GroupMemberRemovalAbandoned', data: { ...operation, resource: APP } },
      ['removal app'],
    ],
  ])('%j', (event, topics) => {
    expect(topicsOf(base().group(GROUP, event), 'group@2')).toEqual(topics);
  });

  test('the opening of a group', () => {
    expect(topicsOf(base(), 'group@0')).toEqual(['opened group']);
  });
});

describe('the groups of a drained node', () => {
  const drain: NodeEvent = { type: 'DrainStarted', data: { ...operation, purpose: 'stop' } };
  const move: GroupEvent = {
    type: 'GroupMoveStarted',
    data: { operation: SECOND, from: NODE_A, to: NODE_B, epoch: 1, reason: 'drain' },
  };
  const arrived: GroupEvent = {
    type: 'GroupOwnerChanged',
    data: { operation: SECOND, from: NODE_A, to: NODE_B, epoch: 1 },
  };

  test.each<[string, StateStory, string, readonly string[]]>([
    [
      'change with an operation of a group that is on the node',
      base().node(NODE_A, drain).group(GROUP, started),
      'group@2',
      ['groups node-a', 'operation group'],
    ],
    [
      'change with the end of an operation there',
      base()
        .group(GROUP, started)
        .node(NODE_A, drain)
        .group(GROUP, { type: 'GroupMoveCompleted', data: ended }),
      'group@3',
      ['groups node-a', 'ended group'],
    ],
    [
      'change with a group that has left the node because of the drain',
      base().node(NODE_A, drain).group(GROUP, move, arrived),
      'group@3',
      ['groups node-a', 'operation group'],
    ],
    [
      'do not change with other events of the group',
      base().node(NODE_A, drain).group(GROUP, { type: 'GroupConfigured', data: {} }),
      'group@2',
      ['policy group'],
    ],
    [
      'do not change with a group on another node',
      base().node(NODE_B, drain).group(GROUP, started),
      'group@2',
      ['operation group'],
    ],
  ])('%s', (_, story, eventId, topics) => {
    expect(topicsOf(story, eventId)).toEqual(topics);
  });
});
