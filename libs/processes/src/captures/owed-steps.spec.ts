import { describe, expect, test } from '@jest/globals';

import { type CopyContent, type ResourceEvent } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';
import {
  APP,
  captured,
  changed,
  CHECKPOINT,
  cured,
  curedCapture,
  GROUP,
  groupOpened,
  KEY,
  member,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  revertOf,
  runningApp,
  SECOND,
  set,
  StateStory,
  unrestored,
} from '#testing/domain';

import { type DueStep } from '../execution/step.js';
import { offlineSteps } from '../groups/resource-steps.js';
import { capturing, captureSteps } from './capturing.js';

const hashOf = (...changes: readonly RegistryChange[]): string =>
  hashKey(findKey(applyChanges(emptyTree, changes), KEY));

/** Node A at revision 11, with Port 1 since revision 1; the last capture has the same. */
const at = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(
      APP,
      ...events.map((event) =>
        event.type === 'RegistryCheckpointCaptured'
          ? captured(1, { hash: hashOf(set(1)), reason: 'added' })
          : event,
      ),
    );
const running = (): StateStory => at(...runningApp);
const stopped = (): StateStory => at(...runningApp, offlinePending(), offline(undefined, 11));
const missing = (): StateStory => at(...unrestored);

const stepsOf = ({ clusterState }: StateStory): readonly DueStep[] =>
  capturing.next(clusterState, APP, { phase: 'following', now: 0 });

const capture = (
  nodeRevision: number,
  data: object,
  { rule, captures = 1 }: Readonly<{ rule?: 'R1'; captures?: number }> = {},
) => ({
  ...{ kind: 'resource', id: APP, ...(rule && { rule }) },
  command: {
    type: 'CaptureCure',
    data: {
      ...{ checkpoint: CHECKPOINT, captures },
      ...data,
      cure: { kind: 'revert', since: 'event', by: { node: NODE_A, nodeRevision } },
    },
  },
  cause: expect.objectContaining({ eventId: `node-a@${nodeRevision}` }),
});
const source = (nodeRevision: number) => ({ source: { node: NODE_A, nodeRevision } });

const two = captured(2, { ...source(12), hash: hashOf(set(2)) });
const first: CopyContent = { capture: 1, hash: hashOf(set(1)) };
const more: CopyContent = { changes: [set(7, 'More')] };

describe('a cure of a node is captured', () => {
  test.each<[string, StateStory, readonly unknown[]]>([
    [
      'with the live key of a resource that is online',
      running().node(NODE_A, cured(revertOf('live'), set(2))),
      [capture(12, { ...source(12), hash: hashOf(set(2)) }, { rule: 'R1' })],
    ],
    [
      'before a later edit of the same key',
      running().node(NODE_A, cured(revertOf('live'), set(2)), changed(set(3))),
      [capture(12, { ...source(12), hash: hashOf(set(2)) }, { rule: 'R1' })],
    ],
    [
      'with the live key where the restore is missing',
      missing().node(NODE_A, cured(revertOf('live'))),
      [capture(12, { ...source(12), hash: hashOf(set(1)) }, { rule: 'R1' })],
    ],
    [
      'with the live key of a resource that is not online',
      stopped().node(NODE_A, cured(revertOf('live'), set(2))),
      [capture(12, { ...source(12), hash: hashOf(set(2)) })],
    ],
    [
      'with an earlier capture',
      stopped()
        .resource(APP, two)
        .node(NODE_A, cured(revertOf(first))),
      [capture(12, { source: { capture: 1 }, hash: hashOf(set(1)) }, { captures: 2 })],
    ],
    [
      'with changes of the last capture',
      stopped().node(NODE_A, cured(revertOf(more))),
      [
        capture(12, {
          source: { capture: 1 },
          changes: [set(7, 'More')],
          hash: hashOf(set(1), set(7, 'More')),
        }),
      ],
    ],
    [
      'after an earlier cure of the same checkpoint',
      stopped()
        .node(NODE_A, cured(revertOf(more)), cured(revertOf('live'), set(2)))
        .resource(APP, curedCapture(2, 12, { source: { capture: 1 }, hash: 'more' })),
      [capture(13, { ...source(13), hash: hashOf(set(2)) }, { captures: 2 })],
    ],
  ])('%s', (_, story, wanted) => {
    expect(stepsOf(story)).toEqual(wanted);
  });

  test('after the capture of the interval that ended before', () => {
    const story = running()
      .node(NODE_A, changed(set(5)))
      .resource(APP, offlinePending(), offline(undefined, 12))
      .node(NODE_A, cured(revertOf(first)));
    expect(stepsOf(story).map(({ command }) => command.type)).toEqual(['CaptureRegistry']);
  });

  test('before its group leaves, and on the way offline', () => {
    const story = running().node(NODE_A, cured(revertOf('live'), set(2)));
    const wanted = [capture(12, { ...source(12), hash: hashOf(set(2)) }, { rule: 'R1' })];
    expect(captureSteps(story.clusterState, APP, 'recovering')).toEqual(wanted);
    const leaving = { operation: SECOND, epoch: 2, node: NODE_A };
    const { clusterState } = story.resource(APP, offlinePending(leaving));
    const target = { persist: true, now: 0, force: false, stay: false, afresh: false };
    const steps = offlineSteps(clusterState, APP, {
      ...target,
      attempt: leaving,
      cause: undefined,
    });
    expect(steps).toEqual([capture(12, { ...source(12), hash: hashOf(set(2)) })]);
  });

  test('only once the content of the last capture is known', () => {
    const story = stopped()
      .resource(APP, two)
      .resource(APP, captured(3, { source: { capture: 1 }, hash: hashOf(set(1)) }))
      .node(NODE_A, cured(revertOf(more)));
    expect(stepsOf(story)).toEqual([]);
    const key = findKey(applyChanges(emptyTree, [set(1)]), KEY);
    story.clusterState.learnContent(CHECKPOINT, { number: 3, key });
    expect(stepsOf(story)).toEqual([
      capture(
        12,
        {
          source: { capture: 3 },
          changes: [set(7, 'More')],
          hash: hashOf(set(1), set(7, 'More')),
        },
        { captures: 3 },
      ),
    ]);
  });
});

test.each<[string, StateStory]>([
  [
    'a cure that was captured',
    running()
      .node(NODE_A, cured(revertOf('live'), set(2)))
      .resource(APP, two),
  ],
  ['a cure that changed nothing', running().node(NODE_A, cured(revertOf('live')))],
])('nothing is due after %s', (_, story) => {
  expect(stepsOf(story)).toEqual([]);
});
