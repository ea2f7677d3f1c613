import { describe, expect, test } from '@jest/globals';

import { ClusterState, type GroupEvent, type NodeEvent, type ResourceEvent } from '#domain';
import {
  APP,
  attempt,
  changed,
  CHECKPOINT,
  FIRST,
  GROUP,
  groupOpened,
  keysRestored,
  keysWereRestored,
  KEY,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  offline,
  offlinePending,
  runningApp,
  SECOND,
  set,
  StateStory,
  wasRestored,
} from '#testing/domain';

import { audit, violations } from './audit.js';

/** A resource that FIRST has brought online on node A, whose restore is done. */
const story = (resource: readonly ResourceEvent[], ...node: readonly NodeEvent[]): StateStory =>
  new StateStory()
    .cluster(
      { type: 'ClusterFormed', data: { name: 'c', logId: 'l' } },
      { type: 'GroupAdded', data: { group: GROUP, name: 'g', owner: NODE_A, preferredOwners: [] } },
    )
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))), ...node)
    .resource(APP, ...resource);
const moved: readonly GroupEvent[] = [
  { type: 'GroupMoveStarted', data: { operation: SECOND, from: NODE_A, to: NODE_B, epoch: 2 } },
  { type: 'GroupOwnerChanged', data: { operation: SECOND, from: NODE_A, to: NODE_B, epoch: 2 } },
  { type: 'GroupMoveCompleted', data: { operation: SECOND, epoch: 2 } },
];

const found = ({ clusterState }: StateStory, operation = FIRST): readonly unknown[] =>
  violations(clusterState, GROUP, operation).map(({ rule, detail, ...ids }) => {
    expect(ids).toEqual({ operation, group: GROUP, resource: APP });
    return [rule, detail];
  });

const ELSEWHERE = ['R3', 'the resource is online on another node than its group'];
const MISSING = ['R3', 'the resource came online without 1 of its checkpoints restored'];
const LATE = ['R1', 'a change on the previous node is not captured'];
const gone: ResourceEvent = {
  type: 'RegistryCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, key: KEY },
};

describe('after an operation', () => {
  test.each<[string, StateStory, readonly unknown[]]>([
    ['nothing is wrong with a restored resource', story(runningApp, wasRestored([])), []],
    ['nor with a restored container', story(keysRestored, keysWereRestored()), []],
    ['a resource without its restore breaks rule 3', story(runningApp), [MISSING]],
    ['a container without its restore breaks rule 3', story(keysRestored), [MISSING]],
    [
      'a restore of another operation does not count',
      story(runningApp, wasRestored([], { operation: SECOND })),
      [MISSING],
    ],
    [
      'a restore of another capture does not count',
      story(runningApp, wasRestored([], { capture: 2 })),
      [MISSING],
    ],
    ['a deleted checkpoint needs no restore', story([...runningApp, gone]), []],
    ['an offline resource needs no restore', story([...runningApp, offlinePending()]), []],
    [
      'a resource on another node than its group breaks rule 3',
      story(runningApp, wasRestored([])).group(GROUP, ...moved),
      [ELSEWHERE],
    ],
    [
      'a change that was left on the previous node breaks rule 1',
      story([...runningApp, offlinePending(), offline(attempt(SECOND, 2), 11)]).group(
        GROUP,
        ...moved,
      ),
      [LATE],
    ],
    [
      'a change that waits on the present node breaks no rule',
      story([...runningApp, offlinePending(), offline(attempt(SECOND, 2), 11)]),
      [],
    ],
    [
      'nothing is known while the next operation is under way',
      story(runningApp).group(GROUP, ...moved.slice(0, 1)),
      [],
    ],
    [
      'a closed resource breaks none',
      story([...runningApp, { type: 'ResourceClosed', data: {} }]),
      [],
    ],
    [
      'nor does a closed group',
      story(runningApp).group(GROUP, { type: 'GroupClosed', data: {} }),
      [],
    ],
  ])('%s', (_, built, wanted) => {
    expect(found(built)).toEqual(wanted);
  });

  test('only what that operation brought online is checked for its restore', () => {
    expect(found(story(runningApp), SECOND)).toEqual([]);
  });
});

test('a violation is recorded in the directory, once', () => {
  const built = story(runningApp).group(GROUP, {
    type: 'GroupOperationCompleted',
    data: { operation: FIRST, epoch: 1 },
  });
  const { clusterState } = built;
  const moment = { phase: 'following', now: 0 } as const;
  const key = `${GROUP}/${FIRST}`;
  expect([...audit.all(clusterState)]).toEqual([key]);
  const [step, ...others] = audit.next(clusterState, key, moment);
  expect(others).toEqual([]);
  expect(step).toMatchObject({
    ...{ kind: 'cluster', id: 'c', operation: FIRST, cause: { eventId: 'group@2' } },
    command: { type: 'RecordViolation', data: { rule: 'R3', group: GROUP, resource: APP } },
  });
  const data = step?.command.data as never;
  built.cluster({ type: 'RuleViolated', data });
  expect(audit.next(clusterState, key, moment)).toEqual([]);
  expect(audit.next(new ClusterState(), key, moment)).toEqual([]);
});
