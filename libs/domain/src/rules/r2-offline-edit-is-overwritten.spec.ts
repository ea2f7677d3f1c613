import { describe, expect, test } from '@jest/globals';

import { findKey, hashKey } from '#registry';

import { changed, content, restore, set, wasRestored } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import {
  captured,
  CHECKPOINT,
  FIRST,
  KEY,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { node } from '../node/decide.js';
import { resource } from '../resource/decide.js';

/** R2: an edit while the resource is not online is overwritten when it comes online. */
describe('R2', () => {
  const stopped = [
    ...runningApp,
    offlinePending(),
    captured(2, { reason: 'going-offline' }),
    offline(),
  ];

  test('given a resource that is offline, when its key is edited, then nothing is captured', () => {
    specify(resource)
      .given(...stopped)
      .when({
        type: 'CaptureRegistry',
        data: {
          checkpoint: CHECKPOINT,
          reason: 'changed',
          source: { node: NODE_A, nodeRevision: 25 },
          hash: 'edited',
        },
      })
      .decidesNothing();
  });

  test('when the resource comes online, then the capture from before the edit is pinned', () => {
    specify(resource)
      .given(...stopped)
      .when({
        type: 'BeginOnline',
        data: { operation: FIRST, epoch: 3, node: NODE_A, persist: true },
      })
      .then({
        type: 'ResourceOnlinePending',
        data: {
          operation: FIRST,
          epoch: 3,
          node: NODE_A,
          persist: true,
          pins: [{ checkpoint: CHECKPOINT, capture: 2 }],
        },
      });
  });

  test('then the restore replaces the edit, with the values that the edit added', () => {
    const edited = changed(set(2), set(3, 'Added'));
    const before = [nodeOpened, changed(set(1)), edited].reduce(node.evolve, node.initial);
    const [restored] = node.decide(restore({ epoch: 3 }), before);
    expect(restored).toMatchObject({
      type: 'RegistryRestored',
      data: { changes: [{ op: 'delete-value', key: KEY, name: 'Added' }, set(1)] },
    });
    const after = restored && node.evolve(before, restored);
    expect(after?.status === 'present' && hashKey(findKey(after.registry, KEY))).toBe(
      hashKey(content),
    );
  });

  test('every online restores, also if nothing was edited', () => {
    specify(node)
      .given(nodeOpened, changed(set(1)))
      .when(restore({ operation: SECOND, epoch: 3 }))
      .then(wasRestored([], { operation: SECOND, epoch: 3 }));
  });
});
