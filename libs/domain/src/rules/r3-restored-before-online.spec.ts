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

/** R3: the copy is restored onto the new node before the resource comes online there. */
describe('R3', () => {
  const there = attempt(SECOND, 2, NODE_B);
  const pending = [resourceOpened, ...checkpointed(), captured(2), onlinePending(there, 2)];
  const complete = (on = there): ResourceCommand => ({
    type: 'CompleteOnline',
    data: { ...on, nodeRevision: 11 },
  });
  const spec = specify(resource);

  test('given a pin that is not restored, when the online is completed, then that is refused', () => {
    spec
      .given(...pending)
      .when(complete())
      .refuses('ERROR_INVALID_STATE', /not restored yet/);
  });

  test('given all pins are restored in the same attempt, then the resource is Online', () => {
    spec
      .given(...pending, restored(2, there))
      .when(complete())
      .then(online(there));
  });

  test('given a restore of an earlier attempt, then it does not count', () => {
    spec
      .given(...pending, restored(2, there), onlinePending(attempt(FIRST, 3, NODE_B), 2))
      .when(complete(attempt(FIRST, 3, NODE_B)))
      .refuses('ERROR_INVALID_STATE', /not restored yet/);
  });

  test('given a restore of another capture than the pinned one, then it is not recorded', () => {
    spec
      .given(...pending)
      .when({
        type: 'RecordRegistryRestore',
        data: { ...there, checkpoint: CHECKPOINT, capture: 1, nodeRevision: 10 },
      })
      .decidesNothing();
  });

  test('given a newer operation, then the node refuses the late restore of the older one', () => {
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
