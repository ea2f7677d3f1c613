import { describe, expect, test } from '@jest/globals';

import { ClusterState, moveDeniedBy, type DomainEvent, type ResourceId } from '#domain';
import { idOf, stepsOf, ToldState } from '#testing/processes';

import { groupOperation } from './group-operation.js';

const KEY = 'SOFTWARE\\K';
const [A, B] = [ToldState.node('a'), ToldState.node('b')];
const MOVING = idOf('g') as never;
const OTHER = idOf('h') as never;

type GroupEvent = Extract<DomainEvent, { kind: 'group' }>['event'];

const checkpoint = (of: string, key: string) =>
  ({
    type: 'RegistryCheckpointAdded',
    data: { checkpoint: `of ${of}` as never, key, view: '64-bit', effectiveKey: key },
  }) as const;

/** Group `g` with `r` on node a, group `h` with `s` and `p`; `r` and `s` have checkpoints on one key. */
class Two extends ToldState {
  constructor(policy: 'warn' | 'deny' = 'deny', keyOfS = `${KEY}\\Below`) {
    super({ a: 'Up', b: 'Up', c: 'Up' });
    this.group('a').member('r').tell('resource', 'r', checkpoint('r', KEY));
    const data = { owner: ToldState.node('c'), preferredOwners: [], policy: {} };
    this.tell('cluster', 'c', { type: 'GroupAdded', data: { group: OTHER, name: 'h', ...data } });
    this.inOther({ type: 'GroupOpened', data });
    for (const name of ['s', 'p']) this.memberOfOther(name);
    this.tell('resource', 's', checkpoint('s', keyOfS));
    this.tell('cluster', 'c', { type: 'ClusterConfigured', data: { clobberPolicy: policy } });
  }

  private memberOfOther(name: string): void {
    const resource = ToldState.resource(name);
    const data = { type: 'x', group: OTHER, properties: {} };
    this.tell('cluster', 'c', { type: 'ResourceAdded', data: { resource, name, ...data } });
    this.tell('resource', name, { type: 'ResourceOpened', data });
    this.inOther({ type: 'GroupMemberAdded', data: { resource } });
  }

  inOther(event: GroupEvent): this {
    return this.tell('group', 'h', event);
  }

  /** What shall be online. */
  shall(name: string): this {
    return this.tell('resource', name, {
      type: 'ResourceConfigured',
      data: { persistentState: 'Online' },
    });
  }

  moving(
    group: 'g' | 'h',
    to: string,
    more: { isDeniable?: boolean } = { isDeniable: true },
  ): this {
    const [from, operation] = [ToldState.node('c'), idOf(`move of ${group}`) as never];
    const data = { operation, from, to: ToldState.node(to), epoch: 1, ...more };
    return this.tell('group', group, { type: 'GroupMoveStarted', data });
  }

  brings(kind: 'online' | 'restart' | 'offline', ...names: readonly string[]): this {
    const resources = names.map((name) => ToldState.resource(name));
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

const S = ToldState.resource('s');
const depends = (resource: string, provider: string): GroupEvent => ({
  type: 'DependencyAdded',
  data: { resource: ToldState.resource(resource), provider: ToldState.resource(provider) },
});

describe('under the policy deny, a move to node b is denied for the sake of a resource with its key', () => {
  test.each<[string, (two: Two) => Two, ResourceId | undefined]>([
    ['nowhere', (two) => two, undefined],
    ['online there', (two) => two.online('s', 'b'), S],
    ['online elsewhere', (two) => two.online('s', 'c'), undefined],
    ['online there, and leaving', (two) => two.online('s', 'b').moving('h', 'c'), S],
    [
      'in a group that moves there, and is to be online',
      (two) => two.shall('s').moving('h', 'b'),
      S,
    ],
    ['in a group that moves there, and stays offline', (two) => two.moving('h', 'b'), undefined],
    ['in a group that moves elsewhere', (two) => two.shall('s').moving('h', 'a'), undefined],
    [
      'a provider of a resource that moves there',
      (two) => two.inOther(depends('p', 's')).shall('p').moving('h', 'b'),
      S,
    ],
    ['brought online elsewhere', (two) => two.brings('online', 's'), undefined],
  ])('%s', (_, told, other) => {
    expect(told(new Two()).denied).toBe(other);
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

  test('not where the keys have nothing in common', () => {
    expect(new Two('deny', 'SOFTWARE\\L').online('s', 'b').denied).toBeUndefined();
  });

  test('not under the policy warn', () => {
    expect(new Two('warn').online('s', 'b').denied).toBeUndefined();
  });
});

describe('of two moves to one node that exclude each other', () => {
  const both = (): Two => new Two().shall('r').shall('s').moving('h', 'b').moving('g', 'b');

  test('the later one in the log is denied before anything is done', () => {
    const denial = { operation: idOf('move of g'), deniedBy: S };
    expect([...both().clusterState.denials.moves]).toEqual([[MOVING, denial]]);
    expect(both().steps).toEqual(['DenyGroupMove g']);
  });

  test('also by a cluster state that goes on from a snapshot, or is a fork', () => {
    const { clusterState } = both();
    const thawed = ClusterState.thaw(clusterState.freeze());
    const fork = clusterState.fork();
    both().inOther({ type: 'GroupClosed', data: {} });
    for (const one of [thawed, fork])
      expect([...one.denials.moves]).toEqual([...clusterState.denials.moves]);
  });

  test('the denied one is in the way of no third', () => {
    const two = both();
    expect(moveDeniedBy(two.clusterState, OTHER, B)).toBeUndefined();
  });

  test('a failover is never denied, nor a move that goes elsewhere because its node was lost', () => {
    const failover = new Two().shall('r').shall('s').moving('h', 'b').moving('g', 'b', {});
    const redirected = new Two().shall('s').moving('g', 'c').moving('h', 'b').moving('g', 'b', {});
    for (const two of [failover, redirected]) {
      expect([...two.clusterState.denials.moves]).toEqual([]);
      expect(two.steps.join()).not.toContain('DenyGroupMove');
    }
  });

  test('the group may be moved again', () => {
    const two = both();
    const data = { operation: idOf('move of g') as never, epoch: 1, deniedBy: S };
    two.tell('group', 'g', { type: 'GroupMoveDenied', data });
    expect(two.steps).toEqual([]);
    expect([...two.moving('g', 'a').clusterState.denials.moves]).toEqual([]);
  });
});
