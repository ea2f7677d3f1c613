import { describe, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  FIRST,
  GROUP,
  KEY,
  NODE_B,
  nodeOpened,
  online,
  onlinePending,
  resourceOpened,
  restored,
  SECOND,
} from '../../testing/stories.js';
import { node } from '../node/decide.js';
import { type ResourceCommand } from '../resource/commands.js';
import { resource } from '../resource/decide.js';

/** R3: the copy is put back on the new node before the resource comes online there. */
describe('R3', () => {
  const there = attempt(SECOND, 2, NODE_B);
  const pending = [resourceOpened, ...checkpointed(), captured(2), onlinePending(there, 2)];
  const complete = (on = there): ResourceCommand => ({
    type: 'CompleteOnline',
    data: { ...on, nodeRevision: 11 },
  });
  const spec = specify(resource);

  test('given a pin that is not restored, when it shall be Online, then that is refused', () => {
    spec
      .given(...pending)
      .when(complete())
      .refuses('ERROR_INVALID_STATE', /not restored yet/);
  });

  test('given all pins are restored in the same attempt, then it is Online', () => {
    spec
      .given(...pending, restored(2, there))
      .when(complete())
      .then(online(there));
  });

  test('given a restore of an attempt before, then it does not count', () => {
    spec
      .given(...pending, restored(2, there), onlinePending(attempt(FIRST, 3, NODE_B), 2))
      .when(complete(attempt(FIRST, 3, NODE_B)))
      .refuses('ERROR_INVALID_STATE', /not restored yet/);
  });

  test('given another capture was restored than is pinned, then that is not recorded', () => {
    spec
      .given(...pending)
      .when({
        type: 'RecordRegistryRestore',
        data: { ...there, checkpoint: CHECKPOINT, capture: 1, nodeRevision: 10 },
      })
      .decidesNothing();
  });

  test('given the operation was overtaken, then its late restore is refused by the node', () => {
    specify(node)
      .given(nodeOpened, { type: 'GroupFenced', data: { group: GROUP, epoch: 3 } })
      .when({
        type: 'RestoreRegistry',
        data: {
          resource: APP,
          checkpoint: CHECKPOINT,
          capture: 2,
          key: KEY,
          group: GROUP,
          epoch: 2,
          operation: SECOND,
          content: undefined,
        },
      })
      .refuses('ERROR_INVALID_STATE', /overtaken/);
  });
});
