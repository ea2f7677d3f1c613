import { describe, expect, test } from '@jest/globals';

import { ClusterState } from '#domain';
import { NO_STREAM, type Recorded } from '#event-store';

import { clusterFold, PROCESSES_ACTOR } from './cluster-fold.js';

const recorded = (
  stream: string,
  event: Recorded['event'],
  { actor = 'someone', revision = 0n }: { actor?: string; revision?: bigint } = {},
): Recorded => ({
  ...{ id: `${stream} ${revision}`, stream, revision, position: 7n as never, event, schema: 1 },
  recordedAt: new Date(1_000),
  metadata: {
    ...{ actor, authentication: 'none', operation: 'operation', causation: 'cause' },
    command: { id: 'command', type: 'test' },
  },
});

const opened = { type: 'NodeOpened', data: { name: 'a' } };
const sealed = { type: 'KeyMaterialSealed', data: { sealed: 'x' } };

const folded = (...events: readonly Recorded[]) => {
  const clusterState = new ClusterState();
  const target = clusterFold(clusterState, 'test');
  for (const event of events) target.apply(event);
  return { clusterState, target };
};

describe('the fold of a log', () => {
  test('applies the events of its own cluster', () => {
    const { clusterState, target } = folded(recorded('test.node-a', opened));
    expect(clusterState.node('a' as never)).toMatchObject({ status: 'present', name: 'a' });
    expect(target.state('test.node-a')).toBe(clusterState.node('a' as never));
    expect(target.revision('test.node-a')).toBe(0n);
    expect(clusterState.causes.of('available', 'a')).toEqual({
      ...{ eventId: 'test.node-a 0', position: '7', operation: 'operation', recordedAt: 1_000 },
    });
  });

  test('leaves the events of others alone', () => {
    const { clusterState } = folded(recorded('other.node-a', opened));
    expect(clusterState.node('a' as never)).toEqual({ status: 'absent' });
    expect(clusterState.sealedKeys.waiting.size).toBe(0);
  });

  test('has no events of a stream before the first', () => {
    const { target } = folded();
    expect(target.revision('test.group-g')).toBe(NO_STREAM);
    expect(target.state('test.group-g')).toEqual({ status: 'absent' });
  });

  test.each(['test.key-k', '$stats', 'no stream'])('has no state of the stream %s', (stream) => {
    const { target } = folded(recorded('test.key-k', sealed));
    expect(target.state(stream)).toBeUndefined();
    expect(target.revision(stream)).toBe(NO_STREAM);
  });

  test('notes the keys that a caller has sealed, not those that a process has copied', () => {
    expect(PROCESSES_ACTOR).toBe('tidemark');
    const { clusterState } = folded(
      recorded('test.key-one', sealed),
      recorded('test.key-two', sealed, { actor: PROCESSES_ACTOR }),
    );
    expect([...clusterState.sealedKeys.waiting]).toEqual([['one', 1_000]]);
  });
});
