import { describe, expect, test } from '@jest/globals';

import { StateStory } from '../../../testing/state-story.js';
import { checkpointed, KEY as STORY_KEY, resourceOpened } from '../../../testing/stories.js';
import { type CheckpointId, type ResourceId } from '../../vocabulary/ids.js';
import { type ClusterEvent } from '../../cluster/events.js';
import { type ResourceEvent } from '../../resource/events.js';
import { deniedBy } from './clobber-denial.js';
import { ClusterState } from '../cluster-state.js';

const KEY = 'SOFTWARE\\K';
const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
const [one, two, three] = ['one', 'two', 'three'] as unknown as readonly [
  ResourceId,
  ResourceId,
  ResourceId,
];

/** A cluster state with one checkpoint for each of several resources. */
class ClaimState {
  readonly clusterState = new ClusterState();
  private readonly revisions = new Map<string, number>();

  constructor(policy: 'warn' | 'deny') {
    this.cluster({ type: 'ClusterFormed', data: { name: 'c', logId: '' } });
    this.policy(policy);
  }

  policy(clobberPolicy: 'warn' | 'deny'): this {
    return this.cluster({ type: 'ClusterConfigured', data: { clobberPolicy } });
  }

  adds(resource: ResourceId, key = KEY): this {
    if (this.clusterState.resource(resource).status === 'absent')
      this.record(resource, { type: 'ResourceOpened', data: { type: 'x', group: 'g' as never } });
    const data = { checkpoint: `of ${resource}` as CheckpointId, key, effectiveKey: key };
    return this.record(resource, {
      type: 'RegistryCheckpointAdded',
      data: { ...data, view: '64-bit' },
    });
  }

  loses(resource: ResourceId): this {
    const data = { checkpoint: `of ${resource}` as CheckpointId, key: KEY };
    return this.record(resource, { type: 'RegistryCheckpointDeleted', data });
  }

  get denied(): readonly string[] {
    return [...this.clusterState.denials.checkpoints.values()];
  }

  private cluster(event: ClusterEvent): this {
    this.clusterState.apply({
      kind: 'cluster',
      id: 'c',
      revision: this.next('c'),
      occurrence,
      event,
    });
    return this;
  }

  private record(id: string, event: ResourceEvent): this {
    this.clusterState.apply({ kind: 'resource', id, revision: this.next(id), occurrence, event });
    return this;
  }

  private next(id: string): number {
    const revision = (this.revisions.get(id) ?? -1) + 1;
    this.revisions.set(id, revision);
    return revision;
  }
}

describe('the clobber policy', () => {
  test('denies a key that overlaps the checkpoint of another resource', () => {
    const { clusterState } = new ClaimState('deny').adds(one);
    const other = { resource: one, checkpoint: 'of one' };
    for (const effectiveKey of [KEY, 'SOFTWARE', `${KEY}\\Below`])
      expect(deniedBy(clusterState, { resource: two, effectiveKey })).toEqual(other);
    expect(deniedBy(clusterState, { resource: two, effectiveKey: 'SOFTWARE\\L' })).toBeUndefined();
    expect(deniedBy(clusterState, { resource: one, effectiveKey: KEY })).toBeUndefined();
  });

  test('denies nothing in the mode "warn"', () => {
    const claims = new ClaimState('warn').adds(one).adds(two);
    expect(deniedBy(claims.clusterState, { resource: three, effectiveKey: KEY })).toBeUndefined();
    expect(claims.denied).toEqual([]);
    expect(claims.policy('deny').denied).toEqual([]);
  });

  test('denies nothing before the cluster is formed', () => {
    const story = new StateStory().resource(one, resourceOpened, ...checkpointed());
    expect(
      deniedBy(story.clusterState, { resource: two, effectiveKey: STORY_KEY }),
    ).toBeUndefined();
  });

  test('denies the later one of two in the log, which then denies nothing itself', () => {
    const claims = new ClaimState('deny').adds(one, `${KEY}\\One`).adds(two);
    expect(claims.denied).toEqual([two]);
    expect(claims.adds(three, `${KEY}\\Three`).denied).toEqual([two]);
  });

  test('still reports a deleted checkpoint, and works on a fork', () => {
    const claims = new ClaimState('deny').adds(one).adds(two).loses(two);
    expect(claims.denied).toEqual([two]);
    expect([
      ...ClusterState.thaw(claims.clusterState.freeze()).denials.checkpoints.values(),
    ]).toEqual([two]);
  });
});
