import { describe, expect, test } from '@jest/globals';

import { type NodeEvent, type ResourceEvent } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey } from '#registry';
import {
  APP,
  attempt,
  captured,
  changed,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  KEY,
  keysUnrestored,
  member,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  onlinePending,
  over,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
  set,
  StateStory,
  unrestored,
  WEB,
  wasRestored,
} from '#testing/domain';

import { type DueStep } from '../execution/step.js';
import { capturing, pendingEditSteps } from './capturing.js';

/** The hash of the key with the value Port. */
const hashOf = (port: number): string =>
  hashKey(findKey(applyChanges(emptyTree, [set(port)]), KEY));

/** Node A at revision 11, with Port 1 since revision 1; the last capture has the same. */
const at = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .group(GROUP, groupOpened, member(APP))
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(APP, ...events);
const first = captured(1, { hash: hashOf(1), reason: 'added' });
const replaced = (events: readonly ResourceEvent[]): readonly ResourceEvent[] =>
  events.map((event) => (event.type === 'RegistryCheckpointCaptured' ? first : event));
const running = (...events: readonly NodeEvent[]): StateStory =>
  at(...replaced(runningApp)).node(NODE_A, ...events);
const missing = (...events: readonly NodeEvent[]): StateStory =>
  at(...replaced(unrestored)).node(NODE_A, ...events);
const ends = (story: StateStory, nodeRevision: number): StateStory =>
  story.resource(APP, offlinePending(), offline(undefined, nodeRevision));

const stepsOf = (
  { clusterState }: StateStory,
  phase: 'following' | 'recovering' = 'following',
): readonly DueStep[] => capturing.next(clusterState, APP, { phase, now: 0 });

const step = (data: object, cause: string, rule = 'R1'): unknown => ({
  ...{ kind: 'resource', id: APP, rule },
  command: { type: 'CaptureRegistry', data: { checkpoint: CHECKPOINT, ...data } },
  cause: expect.objectContaining({ eventId: cause }),
});
const source = (nodeRevision: number) => ({ source: { node: NODE_A, nodeRevision } });
const edit = changed(set(2));

describe('a key is captured', () => {
  test.each<[string, StateStory, unknown]>([
    [
      'when it changes while the resource is online',
      running(edit),
      step({ reason: 'changed', ...source(12), hash: hashOf(2) }, 'node-a@12'),
    ],
    [
      'at the revision since which it is as it is',
      running(edit, changed({ ...set(9), key: 'OTHER' })),
      step({ reason: 'changed', ...source(12), hash: hashOf(2) }, 'node-a@12'),
    ],
    [
      'late, as it was when the interval ended',
      ends(running(edit, changed(set(3))), 12),
      step({ reason: 'recovered', ...source(12), hash: hashOf(2) }, 'app@7'),
    ],
    [
      'late, after a capture that was on its way at the end has an earlier content',
      ends(running(edit, changed(set(3))), 13).resource(
        APP,
        captured(2, { ...source(12), hash: hashOf(2) }),
      ),
      step({ reason: 'recovered', ...source(13), hash: hashOf(3) }, 'app@7'),
    ],
    [
      'as a revert when an operator has restored another capture',
      running(wasRestored([set(2)], { deliberate: true })),
      step({ reason: 'reverted', ...source(12), hash: hashOf(2) }, 'node-a@12'),
    ],
    [
      'as a change after that restore was edited',
      running(wasRestored([set(2)], { deliberate: true }), changed(set(3))),
      step({ reason: 'changed', ...source(13), hash: hashOf(3) }, 'node-a@13'),
    ],
    [
      'as a change when no operator asked for the restore',
      running(wasRestored([set(2)])),
      step({ reason: 'changed', ...source(12), hash: hashOf(2) }, 'node-a@12'),
    ],
    [
      'as clobbered when another resource has restored its own capture onto it (R6)',
      running(wasRestored([set(2)], { resource: WEB, checkpoint: 'theirs' as never })),
      step(
        {
          ...{ reason: 'clobbered', ...source(12), hash: hashOf(2) },
          clobberedBy: { resource: WEB, checkpoint: 'theirs', nodeRevision: 12 },
        },
        'node-a@12',
        'R6',
      ),
    ],
  ])('%s', (_, story, wanted) => {
    expect(stepsOf(story)).toEqual([wanted]);
  });

  test('as recovered after a start', () => {
    const wanted = step({ reason: 'recovered', ...source(12), hash: hashOf(2) }, 'node-a@12');
    expect(stepsOf(running(edit), 'recovering')).toEqual([wanted]);
  });

  test('for the first time when it differs from the key as the resource came online', () => {
    const [opened, added, , ...rest] = replaced(runningApp);
    const story = at(...([opened, added, ...rest] as readonly ResourceEvent[]));
    expect(stepsOf(story)).toEqual([]);
    const wanted = step({ reason: 'changed', ...source(12), hash: hashOf(2) }, 'node-a@12');
    expect(stepsOf(story.node(NODE_A, edit))).toEqual([wanted]);
  });
});

describe('a key is not captured', () => {
  test.each<[string, StateStory]>([
    ['if it is as in the last capture', running(edit, changed(set(1)))],
    ['if another key changes', running(changed({ ...set(9), key: 'OTHER' }))],
    ['on the way offline', running(edit).resource(APP, offlinePending())],
    [
      'on the way online',
      at(resourceOpened, ...checkpointed(), onlinePending()).node(NODE_A, edit),
    ],
    ['if the resource was never online', at(resourceOpened, ...checkpointed()).node(NODE_A, edit)],
    ['if it changes after the interval', ends(running(), 11).node(NODE_A, edit)],
    [
      'if the end of the interval is captured',
      ends(running(edit), 12).resource(APP, captured(2, { ...source(12), hash: 'other' })),
    ],
    [
      'if a command has replaced the stored copy since the end',
      ends(running(edit), 12).resource(
        APP,
        captured(2, { ...source(8), hash: 'other', reason: 'recaptured' }),
      ),
    ],
    [
      'if its resource is closed',
      running(edit).resource(APP, { type: 'ResourceClosed', data: {} }),
    ],
  ])('%s', (_, story) => {
    expect(stepsOf(story)).toEqual([]);
  });
});

describe('a key whose restore is missing', () => {
  const merged = (port: number, nodeRevision: number) => ({
    ...{ source: { capture: 1 }, changes: [set(port)], hash: hashOf(port) },
    overUnrestored: { ...over(nodeRevision), restoreFailed: 'app@4' },
  });

  test('is captured as the edits on top of the last capture', () => {
    const wanted = step({ reason: 'changed', ...merged(2, 12) }, 'node-a@12');
    expect(stepsOf(missing(edit))).toEqual([wanted]);
    expect(stepsOf(missing())).toEqual([]);
    expect(stepsOf(missing(edit, changed(set(1))))).toEqual([]);
  });

  test('is captured late, since its last edit', () => {
    const wanted = step({ reason: 'recovered', ...merged(2, 12) }, 'node-a@12');
    expect(stepsOf(ends(missing(edit), 12))).toEqual([wanted]);
    expect(stepsOf(ends(missing(edit), 11))).toEqual([]);
  });

  test('is captured as a whole after a restore of exactly that key by another resource', () => {
    const theirs = { resource: WEB, checkpoint: 'theirs' as never };
    expect(stepsOf(missing(wasRestored([set(2)], theirs)))).toEqual([
      step(
        {
          ...{ reason: 'clobbered', ...source(12), hash: hashOf(2) },
          clobberedBy: { ...theirs, nodeRevision: 12 },
        },
        'node-a@12',
        'R6',
      ),
    ]);
    const above = missing(wasRestored([set(2)], { ...theirs, key: 'SOFTWARE' }));
    expect(stepsOf(above)).toEqual([
      step(
        { reason: 'clobbered', ...merged(2, 12), clobberedBy: { ...theirs, nodeRevision: 12 } },
        'node-a@12',
        'R6',
      ),
    ]);
  });

  test('gives its edits in any state of its resource, other keys do not', () => {
    const wanted = step({ reason: 'changed', ...merged(2, 12) }, 'node-a@12');
    const leaving = missing(edit).resource(APP, offlinePending());
    expect(pendingEditSteps(leaving.clusterState, APP)).toEqual([wanted]);
    expect(pendingEditSteps(running(edit).clusterState, APP)).toEqual([]);
  });

  test('is recorded as restored when an operator has restored it', () => {
    const story = missing(edit, wasRestored([set(1)], { deliberate: true, operation: SECOND }));
    const { type, data } = restored(1, attempt(SECOND)) as { type: string; data: object };
    expect(type).toBe('RegistryCheckpointRestored');
    expect(stepsOf(story)).toEqual([
      {
        ...{ kind: 'resource', id: APP, operation: SECOND },
        command: { type: 'RecordDeliberateRestore', data: { ...data, nodeRevision: 13 } },
        cause: expect.objectContaining({ eventId: 'node-a@13' }),
      },
    ]);
  });

  test.each<[string, StateStory]>([
    ['not by an operator', missing(wasRestored([]))],
    ['after the end of the interval', ends(missing(wasRestored([], { deliberate: true })), 12)],
    [
      'before the attempted restore',
      new StateStory()
        .group(GROUP, groupOpened, member(APP))
        .node(NODE_A, nodeOpened, ...Array.from({ length: 9 }, () => changed(set(1))))
        .node(NODE_A, wasRestored([], { deliberate: true }))
        .resource(APP, ...replaced(unrestored)),
    ],
    ['without a missing restore', running(wasRestored([], { deliberate: true }))],
    ['on a node without events', new StateStory().resource(APP, ...keysUnrestored)],
  ])('is not recorded as restored when it was restored %s', (_, story) => {
    expect(stepsOf(story)).toEqual([]);
  });
});
