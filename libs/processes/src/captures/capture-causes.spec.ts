import { describe, test } from '@jest/globals';

import { attempt, expectCauses, onlineOn, two, type Row, BuiltState } from '#testing/processes';

import { capturing } from './capturing.js';

const KEY = 'SOFTWARE\\App';

/** `r` is online with a checkpoint of a key that was edited, then with an edit of another key. */
const edited = (): BuiltState => {
  const built = onlineOn(two(), 'r').record('resource', 'r', {
    type: 'RegistryCheckpointAdded',
    data: { checkpoint: 'c' as never, key: KEY, view: '64-bit', effectiveKey: KEY },
  });
  const source = { node: BuiltState.node('a'), nodeRevision: 0 };
  built.record('resource', 'r', {
    type: 'RegistryCheckpointCaptured',
    data: { checkpoint: 'c' as never, number: 1, reason: 'added', source, hash: 'of the key' },
  });
  for (const key of [KEY, 'SOFTWARE\\Other'])
    built.record('node', 'a', {
      type: 'RegistryChanged',
      data: { changes: [{ op: 'create-key', key }] },
    });
  return built;
};

describe('a capture', () => {
  const R = BuiltState.resource('r');
  test.each<Row>([
    [
      'follows from the last change of its key',
      edited(),
      ['CaptureRegistry r < RegistryChanged a 1'],
      R,
    ],
    [
      'follows from the online if the change was earlier',
      edited()
        .pending('r', 'a')
        .record('resource', 'r', {
          type: 'ResourceOnline',
          data: { ...attempt, nodeRevision: 2 },
        }),
      ['CaptureRegistry r < ResourceOnline r 6'],
      R,
    ],
    [
      'follows from the end of the interval if it is late',
      edited().record('resource', 'r', {
        type: 'ResourceFailed',
        data: { ...attempt, nodeRevision: 2, reason: '' },
      }),
      ['CaptureRegistry r < ResourceFailed r 5'],
      R,
    ],
  ])('%s', expectCauses(capturing));
});
