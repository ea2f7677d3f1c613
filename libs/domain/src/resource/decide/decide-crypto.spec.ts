import { describe, expect, test } from '@jest/globals';

import { keysCaptured, keysRestored, keysUnrestored } from '../../../testing/crypto-stories.js';
import { specify } from '../../../testing/specify.js';
import { CHECKPOINT, NODE_A, NODE_B, offline, offlinePending } from '../../../testing/stories.js';
import { over } from '../../../testing/unrestored-stories.js';
import { ABSENT_CONTAINER } from '../../vocabulary/crypto-name.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

/** A container that was deleted on node A at revision 12, without a mark. */
const unmarked = (
  more: Partial<DataOf<ResourceCommand, 'CaptureCrypto'>> = {},
): ResourceCommand => ({
  type: 'CaptureCrypto',
  data: {
    ...{ checkpoint: CHECKPOINT, reason: 'changed', fingerprint: ABSENT_CONTAINER },
    ...{ source: { node: NODE_A, nodeRevision: 12 }, ...more },
  },
});

const absence = (more: Partial<DataOf<ResourceCommand, 'CaptureCrypto'>> = {}): ResourceCommand =>
  unmarked({ overUnrestored: over(12), ...more });

const captured = ({ data }: ResourceCommand, number = 2): ResourceEvent => ({
  type: 'CryptoCheckpointCaptured',
  data: { ...(data as DataOf<ResourceCommand, 'CaptureCrypto'>), number },
});

const leaving = [offlinePending(), offline(undefined, 20)] as const;

describe('the deletion of a key container', () => {
  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['if its restore is missing', keysUnrestored, absence()],
    [
      'up to the revision at which that interval ended',
      [...keysUnrestored, ...leaving],
      absence({ reason: 'recovered', source: { node: NODE_A, nodeRevision: 20 } }),
    ],
    [
      'after an operator restored an absence elsewhere',
      keysRestored,
      unmarked({ reason: 'reverted' }),
    ],
  ])('is captured %s', (_, history, command) => {
    spec
      .given(...history)
      .when(command)
      .then(captured(command));
  });

  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['from before the attempted restore', keysUnrestored, absence({ source: at(10) })],
    ['without the mark', keysUnrestored, unmarked()],
    ['on another node', keysUnrestored, absence({ source: { ...at(12), node: NODE_B } })],
    ['after that interval ended', [...keysUnrestored, ...leaving], absence({ source: at(21) })],
    ['twice', [...keysUnrestored, captured(absence())], absence({ source: at(14) })],
    ['if its restore is not missing', keysRestored, unmarked()],
    ['with a mark, if its restore is not missing', keysRestored, absence()],
  ])('is not captured %s', (_, history, command) => {
    spec
      .given(...history)
      .when(command)
      .decidesNothing();
  });
});

function at(nodeRevision: number) {
  return { node: NODE_A, nodeRevision };
}

describe('the capture of an absent container', () => {
  const history = [...keysUnrestored, captured(absence())];
  const state = history.reduce(resource.evolve, resource.initial);
  const crypto = state.status === 'open' ? state.crypto.get(CHECKPOINT) : undefined;

  test('ends the missing restore, and is the stored copy', () => {
    expect(crypto).toMatchObject({ fingerprint: ABSENT_CONTAINER, falseCaptures: [], captures: 2 });
    expect(state).toMatchObject({ onlineInterval: { unrestored: new Map() } });
  });

  test('keeps a slot for its number', () => {
    const next = resource.evolve(state, keysCaptured(3));
    expect(next.status === 'open' && next.crypto.get(CHECKPOINT)?.keys).toEqual([
      'copy 1',
      null,
      'copy 3',
    ]);
  });

  test('leaves nothing to erase when the checkpoint is deleted', () => {
    const name = { type: 5, provider: 'P', container: 'C' };
    spec
      .given(...history)
      .when({ type: 'DeleteCryptoCheckpoint', data: { name } })
      .then({
        type: 'CryptoCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, name: '5\\P\\C', keys: ['copy 1' as never] },
      });
  });

  test('becomes the stored copy by command, without a key', () => {
    const source = at(12);
    const data = { checkpoint: CHECKPOINT, source, fingerprint: ABSENT_CONTAINER };
    spec
      .given(...history, keysCaptured(3))
      .when({ type: 'RevertCryptoCopy', data })
      .then({ type: 'CryptoCheckpointCaptured', data: { ...data, number: 4, reason: 'reverted' } });
  });
});
