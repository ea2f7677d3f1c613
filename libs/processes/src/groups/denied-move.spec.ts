import { describe, expect, test } from '@jest/globals';

import { ClusterState, moveDeniedBy, type DomainEvent, type ResourceId } from '#domain';
import { idOf, stepsOf, BuiltState } from '#testing/processes';

import { groupOperation } from './group-operation.js';

const KEY = 'SOFTWARE\\K';
const [A, B] = [BuiltState.node('a'), BuiltState.node('b')];
const MOVING = idOf('g') as never;
const OTHER = idOf('h') as never;

type GroupEvent = Extract<DomainEvent, { kind: 'group' }>['event'];

const checkpoint = (of: string, key: string) =>
  ({
    type: 'RegistryCheckpointAdded',
    data: { checkpoint: `of ${of}` as never, key, view: '64-bit', effectiveKey: key },
  }) as const;

/**
 * Group `g` with `r` on node a, group `h` with `s` and `p`; `r` and `s` have checkpoints on one
 * key.
 */
class Two extends BuiltState {
  constructor(policy: 'warn' | 'deny' = 'deny', keyOfS = `${KEY}\\Below`) {
    super({ a: 'Up', b: 'Up', c: 'Up' });
    this.group('a').member('r').record('resource', 'r', checkpoint('r', KEY));
    const data = { owner: BuiltState.node('c'), preferredOwners: [], policy: {} };
    this.record('cluster', 'c', { type: 'GroupAdded', data: { group: OTHER, name: 'h', ...data } });
    this.inOther({ type: 'GroupOpened', data });
    for (const name of ['s', 'p']) this.memberOfOther(name);
    this.record('resource', 's', checkpoint('s', keyOfS));
    this.record('cluster', 'c', { type: 'ClusterConfigured', data: { clobberPolicy: policy } });
  }

  private memberOfOther(name: string): void {
    const resource = BuiltState.resource(name);
    const data = { type: 'x', group: OTHER, properties: {} };
    this.record('cluster', 'c', { type: 'ResourceAdded', data: { resource, name, ...data } });
    this.record('resource', name, { type: 'ResourceOpened', data });
    this.inOther({ type: 'GroupMemberAdded', data: { resource } });
  }

  inOther(event: GroupEvent): this {
    return this.record('group', 'h', event);
  }

  /** Sets the persistent state of a resource to Online. */
  wanted(name: string): this {
    return this.record('resource', name, {
      type: 'ResourceConfigured',
      data: { persistentState: 'Online' },
    });
  }

  moving(
    group: 'g' | 'h',
    to: string,
    more: { isDeniable?: boolean } = { isDeniable: true },
  ): this {
    const [from, operation] = [BuiltState.node('c'), idOf(`move of ${group}`) as never];
    const data = { operation, from, to: BuiltState.node(to), epoch: 1, ...more };
    return this.record('group', group, { type: 'GroupMoveStarted', data });
  }

  brings(kind: 'online' | 'restart' | 'offline', ...names: readonly string[]): this {
    const resources = names.map((name) => BuiltState.resource(name));
    const data = { operation: idOf('bring') as never, kind, resources, epoch: 1, persist: true };
    return this.inOther({ type: 'GroupOperationStarted', data });
  }

  get denied(): ResourceId | undefined {
    return moveDeniedBy(this.clusterState, MOVING, B);
  }

  /** The steps of the group `g`. */
  get steps(): readonly string[] {
    return stepsOf(groupOperation, this);
  }
}

const S = BuiltState.resource('s');
const depends = (resource: string, provider: string): GroupEvent => ({
  type: 'DependencyAdded',
  data: { resource: BuiltState.resource(resource), provider: BuiltState.resource(provider) },
});

describe('under the policy deny, a move to node b is denied to protect a resource with the same key', () => {
  test.each<[string, (two: Two) => Two, ResourceId | undefined]>([
    ['nowhere', (two) => two, undefined],
    ['online there', (two) => two.online('s', 'b'), S],
    ['online elsewhere', (two) => two.online('s', 'c'), undefined],
    ['online there, and leaving', (two) => two.online('s', 'b').moving('h', 'c'), S],
    [
      'in a group that moves there, and is to be online',
      (two) => two.wanted('s').moving('h', 'b'),
      S,
    ],
    ['in a group that moves there, and stays offline', (two) => two.moving('h', 'b'), undefined],
    ['in a group that moves elsewhere', (two) => two.wanted('s').moving('h', 'a'), undefined],
    [
      'a provider of a resource that moves there',
      (two) => two.inOther(depends('p', 's')).wanted('p').moving('h', 'b'),
      S,
    ],
    ['brought online elsewhere', (two) => two.brings('online', 's'), undefined],
  ])('%s', (_, built, other) => {
    expect(built(new Two()).denied).toBe(other);
  });

  test.each<['online' | 'restart' | 'offline', string, boolean]>([
    ['online', 's', true],
    ['restart', 's', true],
    ['offline', 's', false],
    ['online', 'p', false],
  ])('that is brought %s there (%s)', (kind, name, isDenied) => {
    const two = new Two().moving('h', 'b');
    const moved = { operation: idOf('move of h') as never, epoch: 1 };
    two.inOther({ type: 'GroupOwnerChanged', data: { ...moved, from: A, to: B } });
    two.inOther({ type: 'GroupMoveCompleted', data: moved });
    expect(two.brings(kind, name).denied).toBe(isDenied ? S : undefined);
  });

  test('not if the keys do not overlap', () => {
    expect(new Two('deny', 'SOFTWARE\\L').online('s', 'b').denied).toBeUndefined();
  });

  test('not under the policy warn', () => {
    expect(new Two('warn').online('s', 'b').denied).toBeUndefined();
  });
});

describe('of two moves to one node that exclude each other', () => {
  const both = (): Two => new Two().wanted('r').wanted('s').moving('h', 'b').moving('g', 'b');

  test('the later one in the log is denied before any step', () => {
    const denial = { operation: idOf('move of g'), deniedBy: S };
    expect([...both().clusterState.denials.moves]).toEqual([[MOVING, denial]]);
    expect(both().steps).toEqual(['DenyGroupMove g']);
  });

  test('also by a cluster state from a snapshot, or a fork', () => {
    const { clusterState } = both();
    const thawed = ClusterState.thaw(clusterState.freeze());
    const fork = clusterState.fork();
    both().inOther({ type: 'GroupClosed', data: {} });
    for (const one of [thawed, fork])
      expect([...one.denials.moves]).toEqual([...clusterState.denials.moves]);
  });

  test('the denied move denies no third one', () => {
    const two = both();
    expect(moveDeniedBy(two.clusterState, OTHER, B)).toBeUndefined();
  });

  test('a failover is never denied, and neither is a redirected move', () => {
    const failover = new Two().wanted('r').wanted('s').moving('h', 'b').moving('g', 'b', {});
    const redirected = new Two().wanted('s').moving('g', 'c').moving('h', 'b').moving('g', 'b', {});
    for (const two of [failover, redirected]) {
      expect([...two.clusterState.denials.moves]).toEqual([]);
      expect(two.steps.join()).not.toContain('DenyGroupMove');
    }
  });

  test('the group may be moved again', () => {
    const two = both();
    const data = { operation: idOf('move of g') as never, epoch: 1, deniedBy: S };
    two.record('group', 'g', { type: 'GroupMoveDenied', data });
    expect(two.steps).toEqual([]);
    expect([...two.moving('g', 'a').clusterState.denials.moves]).toEqual([]);
  });
});
