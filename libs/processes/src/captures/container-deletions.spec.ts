import { describe, expect, test } from '@jest/globals';

import { type ContainerId } from '#domain';
import {
  absenceWasRestored,
  APP,
  deleted,
  keysCaptured,
  keysRestored,
  NODE_A,
  NODE_B,
  type StateStory,
} from '#testing/domain';
import {
  containerAt,
  runningKeys,
  unrestoredKeys,
  intervalEnds,
  capturesKeys,
  captureStepsOf,
  otherKeys,
} from '#testing/processes';

describe('the deletion of a container', () => {
  const CONTAINER = 'C' as ContainerId;
  const absent = (
    revision: number,
    cause: string,
    { reason = 'changed', mark: has }: { reason?: string; mark?: true } = { mark: true },
  ): unknown => capturesKeys(undefined, { reason, revision, cause, ...(has && { mark: true }) });
  /** An operator has restored the absence of the container, which is capture 2. */
  const absence = (deliberate: boolean, capture = 2): StateStory =>
    containerAt(11, ...keysRestored)
      .resource(
        APP,
        keysCaptured(2, {
          key: undefined as never,
          fingerprint: 'absent',
          source: { node: NODE_B, nodeRevision: 1 },
        }),
      )
      .resource(APP, keysCaptured(3, { source: { node: NODE_A, nodeRevision: 11 } }))
      .node(
        NODE_A,
        absenceWasRestored({
          container: CONTAINER,
          capture,
          ...(deliberate && { deliberate: true }),
        }),
      );
  const reverted = (cause: string) => {
    const step = capturesKeys(undefined, { reason: 'reverted', revision: 12, cause });
    return step;
  };

  test('is captured with a mark where the restore is missing', () => {
    expect(captureStepsOf(unrestoredKeys(deleted()))).toEqual([absent(12, 'node-a@12')]);
    const late = absent(12, 'node-a@12', { reason: 'recovered', mark: true });
    expect(captureStepsOf(intervalEnds(unrestoredKeys(deleted()), 12))).toEqual([late]);
  });

  test('after which there are keys again is captured late, and the keys otherwise', () => {
    const again = unrestoredKeys(deleted(), otherKeys);
    expect(captureStepsOf(again)).toEqual([
      capturesKeys('keys 2', { reason: 'changed', revision: 13, cause: 'node-a@13', mark: true }),
    ]);
    const late = absent(12, 'node-a@13', { reason: 'recovered', mark: true });
    expect(
      captureStepsOf(intervalEnds(unrestoredKeys(deleted()), 12).node(NODE_A, otherKeys)),
    ).toEqual([{ ...(late as object), cause: expect.anything() }]);
  });

  test('is not captured if the restore is not missing, or twice', () => {
    expect(captureStepsOf(runningKeys(deleted()))).toEqual([]);
    const known = keysCaptured(2, {
      ...{
        key: undefined as never,
        fingerprint: 'absent',
        source: { node: NODE_B, nodeRevision: 1 },
      },
    });
    expect(captureStepsOf(unrestoredKeys(deleted()).resource(APP, known))).toEqual([]);
  });

  test('by an operator who restored an absence is captured as a revert', () => {
    expect(captureStepsOf(absence(true))).toEqual([reverted('node-a@12')]);
    expect(captureStepsOf(intervalEnds(absence(true), 12))).toEqual([reverted('app@9')]);
  });

  test.each<[string, StateStory]>([
    ['no operator asked for it', absence(false)],
    ['the capture has keys', absence(true, 1)],
    ['the interval ended before it', intervalEnds(absence(true), 11)],
    [
      'a capture is as late as it',
      absence(true).resource(APP, keysCaptured(4, { source: { node: NODE_A, nodeRevision: 12 } })),
    ],
    [
      'the end of the interval is captured',
      intervalEnds(absence(true), 12).resource(
        APP,
        keysCaptured(4, { source: { node: NODE_A, nodeRevision: 12 } }),
      ),
    ],
    [
      'a command has replaced the stored copy since the end',
      intervalEnds(absence(true), 12).resource(APP, keysCaptured(4, { reason: 'recaptured' })),
    ],
  ])('by the restore of an absence is not captured if %s', (_, story) => {
    expect(captureStepsOf(story)).toEqual([]);
  });
});
