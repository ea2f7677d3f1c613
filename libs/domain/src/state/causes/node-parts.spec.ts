import { describe, expect, test } from '@jest/globals';

import { set } from '../../../testing/registry-stories.js';
import { StateStory } from '../../../testing/state-story.js';
import { GROUP, NODE_A, NODE_B } from '../../../testing/stories.js';
import { keysWereRestored, stored } from '../../../testing/crypto-stories.js';
import { base } from '../../../testing/topics.js';
import { type NodeEvent } from '../../node/events.js';
import { type ContainerId } from '../../vocabulary/ids.js';
import { ClusterState } from '../cluster-state.js';

describe('the causes of the parts of a node', () => {
  const held = (key: string): NodeEvent => ({ type: 'RegistryHeld', data: { key, holder: 'h' } });
  const staged = (name: string): NodeEvent => ({
    type: 'RegistryChangesStaged',
    data: { set: name, index: 0, changes: [set(1)] },
  });
  const container = 'C' as ContainerId;

  test('are the last events about a hold, a staged list and a container', () => {
    const story = base().node(NODE_A, held('Soft\\A'), staged('s'), stored());
    const { causes } = story.clusterState;
    const eventsOf = (): unknown[] => [
      causes.ofPart(NODE_A, { held: 'sOFT\\a' })?.eventId,
      causes.ofPart(NODE_A, { staged: 's' })?.eventId,
      causes.ofPart(NODE_A, { container })?.eventId,
    ];
    expect(eventsOf()).toEqual(['node-a@1', 'node-a@2', 'node-a@3']);
    expect(causes.ofPart(NODE_B, { staged: 's' })).toBeUndefined();
    story.node(NODE_A, keysWereRestored(), held('SOFT\\A'), staged('s'));
    expect(eventsOf()).toEqual(['node-a@5', 'node-a@6', 'node-a@4']);
  });

  test('do not mix a hold, a staged list and a container of one name', () => {
    const { causes } = base().node(NODE_A, held('C')).clusterState;
    expect(causes.ofPart(NODE_A, { staged: 'C' })).toBeUndefined();
    expect(causes.ofPart(NODE_A, { container })).toBeUndefined();
    const others = base().node(NODE_A, staged('C')).clusterState.causes;
    expect(others.ofPart(NODE_A, { container })).toBeUndefined();
  });

  test('are forgotten with the parts, as soon as another part comes', () => {
    const story = base()
      .node(NODE_A, held('K'), staged('s'), stored())
      .node(NODE_A, { type: 'RegistryReleased', data: { key: 'K' } }, held('L'));
    const { causes } = story.clusterState;
    expect(causes.ofPart(NODE_A, { held: 'K' })).toBeUndefined();
    expect(causes.ofPart(NODE_A, { staged: 's' })?.eventId).toBe('node-a@2');
    expect(causes.ofPart(NODE_A, { container })?.eventId).toBe('node-a@3');
    expect(causes.ofPart(NODE_A, { held: 'L' })?.eventId).toBe('node-a@5');
  });

  test('of a node before its opening are none', () => {
    const { causes } = new StateStory().node(NODE_A, held('K')).clusterState;
    expect(causes.ofPart(NODE_A, { held: 'K' })).toBeUndefined();
  });
});

test('the causes of a fork and of a thawed state are the same, and change independently', () => {
  const story = base().node(NODE_A, stored());
  const copies = [story.clusterState.fork(), ClusterState.thaw(story.clusterState.freeze())];
  const part = { container: 'C' as ContainerId };
  for (const copy of copies) {
    expect(copy.causes.of('opened', GROUP)?.eventId).toBe('group@0');
    expect(copy.causes.ofPart(NODE_A, part)?.eventId).toBe('node-a@1');
    const changedCopy = new StateStory(copy);
    changedCopy.node(NODE_A, stored()).group(GROUP, { type: 'GroupClosed', data: {} });
    expect(copy.causes.of('opened', GROUP)?.eventId).toBe('group@2');
    expect(copy.causes.ofPart(NODE_A, part)?.eventId).toBe('node-a@2');
  }
  expect(story.clusterState.causes.of('opened', GROUP)?.eventId).toBe('group@0');
  expect(story.clusterState.causes.ofPart(NODE_A, part)?.eventId).toBe('node-a@1');
});
