import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree, findKey, hashKey } from '#registry';

import { changed, set } from '../../testing/registry-stories.js';
import { specify } from '../../testing/specify.js';
import {
  APP,
  captured,
  CHECKPOINT,
  FIRST,
  GROUP,
  KEY,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { node, type NodeCommand } from '../node/decide.js';
import { resource } from '../resource/decide.js';

const content = findKey(applyChanges(emptyTree, [set(1)]), KEY);
const restore: NodeCommand = {
  type: 'RestoreRegistry',
  data: {
    resource: APP,
    checkpoint: CHECKPOINT,
    capture: 1,
    key: KEY,
    group: GROUP,
    epoch: 3,
    operation: FIRST,
    content,
  },
};

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

  test('when it comes online, then the capture of before the edit is what is pinned', () => {
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

  test('and the edit is replaced, with the values that it added', () => {
    const edited = changed(set(2), set(3, 'Added'));
    const before = [nodeOpened, changed(set(1)), edited].reduce(node.evolve, node.initial);
    const [restored] = node.decide(restore, before);
    expect(restored).toMatchObject({
      type: 'RegistryRestored',
      data: { changes: [{ op: 'delete-value', key: KEY, name: 'Added' }, set(1)] },
    });
    const after = restored && node.evolve(before, restored);
    expect(after?.status === 'present' && hashKey(findKey(after.registry, KEY))).toBe(
      hashKey(content),
    );
  });

  test('at every online, also when nothing was edited', () => {
    const again: NodeCommand = {
      type: restore.type,
      data: { ...restore.data, operation: SECOND },
    };
    specify(node)
      .given(nodeOpened, changed(set(1)))
      .when(again)
      .then({
        type: 'RegistryRestored',
        data: {
          resource: APP,
          checkpoint: CHECKPOINT,
          capture: 1,
          key: KEY,
          group: GROUP,
          epoch: 3,
          operation: SECOND,
          changes: [],
          hash: hashKey(content),
        },
      });
  });
});
