import { expect, test } from '@jest/globals';

import { findKey, hashKey } from '#registry';

import { cured, curedCapture, revertOf } from '../../../testing/cure-stories.js';
import { changed, set } from '../../../testing/registry-stories.js';
import { StateStory } from '../../../testing/state-story.js';
import {
  APP,
  captured,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  resourceOpened,
  restored,
  runningApp,
} from '../../../testing/stories.js';
import { unrestored } from '../../../testing/unrestored-stories.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type CopyContent } from '../../vocabulary/cure.js';
import { ClusterState } from '../cluster-state.js';

const opened = [resourceOpened, ...checkpointed()];
const stopped = [...runningApp, offlinePending(), offline()];

/** Node A at revision 20, and a resource. */
const at = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: 20 }, (_, port) => changed(set(port))))
    .resource(APP, ...events);

const owedIn = ({ clusterState }: StateStory): readonly CopyContent[] =>
  clusterState.owed.of(CHECKPOINT).map(({ copy }) => copy);

const first: CopyContent = { capture: 1, hash: 'hash 1' };
const changes: CopyContent = { changes: [set(9)] };
const live = (story: StateStory): StateStory => story.node(NODE_A, cured(revertOf('live'), set(9)));

test.each<[string, StateStory, readonly CopyContent[]]>([
  ['the live key of a resource that is online', live(at(...runningApp)), ['live']],
  ['the live key of a resource that is not', live(at(...stopped)), ['live']],
  ['an earlier capture', at(...opened, captured(2)).node(NODE_A, cured(revertOf(first))), [first]],
  ['changes of the copy', at(...stopped).node(NODE_A, cured(revertOf(changes))), [changes]],
  [
    'two cures, in their order',
    at(...stopped).node(NODE_A, cured(revertOf(changes)), cured(revertOf('live'), set(9))),
    [changes, 'live'],
  ],
])('is owed: %s', (_, story, owed) => {
  expect(owedIn(story)).toEqual(owed);
});

const source = { node: NODE_A, nodeRevision: 21 };
const gone: ResourceEvent = {
  type: 'RegistryCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, key: KEY },
};

test.each<[string, StateStory]>([
  [
    'an earlier capture that is the last one too',
    at(...opened).node(NODE_A, cured(revertOf(first))),
  ],
  [
    'changes of the live key of a resource that is online',
    at(...runningApp).node(NODE_A, cured(revertOf(changes), set(9))),
  ],
  ['a copy of no checkpoint', at(resourceOpened).node(NODE_A, cured(revertOf('live')))],
  ['a copy of no resource', at().node(NODE_A, cured(revertOf('live')))],
  ['a copy that was captured', live(at(...stopped)).resource(APP, curedCapture(2, 21))],
  [
    'a live key that was captured later',
    live(at(...runningApp)).resource(APP, captured(2, { source })),
  ],
  ['a copy of a checkpoint that was deleted', live(at(...stopped)).resource(APP, gone)],
  [
    'a copy of a resource that was closed',
    live(at(...stopped)).resource(APP, { type: 'ResourceClosed', data: {} }),
  ],
])('is not owed: %s', (_, story) => {
  expect(owedIn(story)).toEqual([]);
});

test('a live key as it is stored is owed only while its restore is missing', () => {
  const same = (...events: readonly ResourceEvent[]): StateStory => {
    const story = at();
    const hash = hashKey(findKey(required(story), KEY));
    const { clusterState } = story.resource(APP, ...events.map((event) => withHash(event, hash)));
    return new StateStory(clusterState).node(NODE_A, cured(revertOf('live')));
  };
  expect(owedIn(same(...runningApp))).toEqual([]);
  expect(owedIn(same(...unrestored))).toEqual(['live']);
  expect(owedIn(same(...unrestored).resource(APP, restored(1, SECOND_ATTEMPT)))).toEqual([]);
});

const SECOND_ATTEMPT = { operation: 'operation 2' as never, epoch: 1, node: NODE_A };

const required = ({ clusterState }: StateStory) => {
  const node = clusterState.presentNode(NODE_A);
  if (node === undefined) throw new Error('there is the node');
  return node.registry;
};

const withHash = (event: ResourceEvent, hash: string): ResourceEvent =>
  event.type === 'RegistryCheckpointCaptured' ? { ...event, data: { ...event.data, hash } } : event;

test('one of two cures is captured: the other one stays', () => {
  const story = at(...stopped).node(
    NODE_A,
    cured(revertOf(changes)),
    cured(revertOf('live'), set(9)),
  );
  expect(owedIn(story.resource(APP, curedCapture(2, 21, { source: { capture: 1 } })))).toEqual([
    'live',
  ]);
});

test('a thawed state and a fork owe the same, and change by themselves', () => {
  const { clusterState } = live(at(...stopped));
  const owed = clusterState.owed.of(CHECKPOINT);
  expect(ClusterState.thaw(clusterState.freeze()).owed.of(CHECKPOINT)).toEqual(owed);
  new StateStory(clusterState.fork()).resource(APP, curedCapture(2, 21));
  expect(clusterState.owed.of(CHECKPOINT)).toEqual(owed);
});
