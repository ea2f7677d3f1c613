import { describe, expect, test } from '@jest/globals';

import { set, wasRestored } from '../../../testing/registry-stories.js';
import {
  APP,
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  FIRST,
  GROUP,
  NODE_A,
  offline,
  offlinePending,
  online,
  onlinePending,
  restored,
} from '../../../testing/stories.js';
import { keysCaptured, keysRestoreFailed } from '../../../testing/crypto-stories.js';
import { restoreFailed } from '../../../testing/unrestored-stories.js';
import { base, OTHER, topicsOf } from '../../../testing/topics.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type KeyId } from '../../vocabulary/ids.js';

const operation = { operation: FIRST };
const ids = { checkpoint: CHECKPOINT };

describe('an event of a resource is a cause', () => {
  test.each<[ResourceEvent, readonly string[]]>([
    [{ type: 'ResourceFenced', data: { epoch: 2 } }, ['fenced app']],
    [onlinePending(), ['lifecycle app']],
    [online(), ['lifecycle app', 'online app']],
    [offlinePending(), ['lifecycle app']],
    [{ type: 'ResourceStopped', data: { ...operation, reason: '' } }, ['lifecycle app']],
    [offline(), ['lifecycle app']],
    [
      { type: 'ResourceFailed', data: { ...attempt(), nodeRevision: 1, reason: '' } },
      ['lifecycle app'],
    ],
    [{ type: 'ResourceClosed', data: {} }, ['lifecycle app']],
    [captured(2), ['captured app']],
    [keysCaptured(2), ['captured app']],
    [restored(1), []],
    [checkpointed(OTHER, 'K')[0], ['added other checkpoint']],
    [
      {
        type: 'CryptoCheckpointAdded',
        data: { checkpoint: OTHER, name: '5\\P\\C', type: 5, provider: 'P', container: 'C' },
      },
      ['added other checkpoint'],
    ],
    [{ type: 'ResourceConfigured', data: { group: GROUP } }, ['joined app']],
    [{ type: 'ResourceConfigured', data: { persistentState: 'Online' } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { restartAction: 1 } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { restartThreshold: 1 } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { restartPeriod: 1 } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { restartDelay: 1 } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { retryPeriodOnFailure: 1 } }, ['restart app']],
    [{ type: 'ResourceConfigured', data: { possibleOwners: null } }, ['owners app']],
    [{ type: 'ResourceConfigured', data: { handler: 'external' } }, ['handling app']],
    [{ type: 'ResourceConfigured', data: { pendingTimeout: 1 } }, ['handling app']],
    [{ type: 'ResourceConfigured', data: { onRestoreFailure: 'continue' } }, ['handling app']],
    [
      { type: 'ResourceConfigured', data: { possibleOwners: null, restartDelay: 1 } },
      ['restart app', 'owners app'],
    ],
  ])('%j', (event, topics) => {
    expect(topicsOf(base().resource(APP, event), 'app@3')).toEqual(topics);
  });

  test('the opening of a resource', () => {
    expect(topicsOf(base(), 'app@0')).toEqual(['joined app']);
  });

  test.each<[ResourceEvent]>([
    [restored(1)],
    [restoreFailed()],
    [{ type: 'RegistryCheckpointDeleted', data: { ...ids, key: 'K' } }],
    [{ ...restored(1), type: 'CryptoCheckpointRestored' } as ResourceEvent],
    [keysRestoreFailed()],
    [{ type: 'CryptoCheckpointDeleted', data: { ...ids, name: '', keys: [] as KeyId[] } }],
  ])('%j is a step of an attempt', (event) => {
    expect(topicsOf(base().resource(APP, event), 'app@3')).not.toContain('lifecycle app');
    const pending = base().resource(APP, onlinePending(attempt(), 1), event);
    expect(topicsOf(pending, 'app@4')).toContain('lifecycle app');
    const leaving = base().resource(APP, offlinePending(), event);
    expect(topicsOf(leaving, 'app@4')).toContain('lifecycle app');
  });

  test('a capture is a step on the way offline alone', () => {
    const leaving = base().resource(APP, offlinePending(), captured(2));
    expect(topicsOf(leaving, 'app@4')).toEqual(['lifecycle app', 'captured app']);
    const coming = base().resource(APP, onlinePending(attempt(), 1), captured(2));
    expect(topicsOf(coming, 'app@4')).toEqual(['captured app']);
  });

  test.each<[ResourceEvent]>([
    [{ type: 'RegistryCheckpointDeleted', data: { ...ids, key: 'K' } }],
    [{ type: 'CryptoCheckpointDeleted', data: { ...ids, name: '', keys: [] as KeyId[] } }],
  ])('%j ends the causes of its checkpoint', (event) => {
    const story = base().node(NODE_A, wasRestored([set(1)]));
    const { causes } = story.clusterState;
    expect(causes.of('added', CHECKPOINT)?.eventId).toBe('app@1');
    expect(causes.of('restored', CHECKPOINT)?.eventId).toBe('node-a@1');
    story.resource(APP, event);
    expect(causes.of('added', CHECKPOINT)).toBeUndefined();
    expect(causes.of('restored', CHECKPOINT)).toBeUndefined();
  });
});
