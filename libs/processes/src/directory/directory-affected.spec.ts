import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId } from '#domain';
import { BuiltState, idOf } from '#testing/processes';

import { directoryCompletion } from './directory.js';

const { GROUP } = BuiltState;
const A = BuiltState.node('a');
const [R, S] = [BuiltState.resource('r'), BuiltState.resource('s')];
const OTHER = idOf('h') as GroupId;

const member = (): BuiltState => new BuiltState({ a: 'Up' }).group('a').member('r');
/** The directory lists `r` under another group. */
const regrouped = (built: BuiltState): BuiltState =>
  built.record('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });
const closed = (built: BuiltState): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceClosed', data: {} });

describe('the directory is asked', () => {
  const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
  const after = (
    kind: DomainEvent['kind'],
    id: string,
    event: unknown,
    built = member(),
  ): unknown => [
    ...directoryCompletion.affected(
      { kind, id, revision: 9, occurrence, event } as DomainEvent,
      built.clusterState,
    ),
  ];
  const data = { resource: R, operation: idOf('o'), epoch: 1 };

  test.each<[DomainEvent['kind'], string, string, object, readonly string[]]>([
    ['cluster', 'c', 'NodeAdded', { node: A, name: 'a' }, [`node:${A}`]],
    ['cluster', 'c', 'GroupAdded', { group: GROUP }, [`group:${GROUP}`]],
    ['cluster', 'c', 'ResourceAdded', { resource: R, group: GROUP }, [`resource:${R}`]],
    ['cluster', 'c', 'ServerStateChanged', { state: 'none' }, []],
    ['group', GROUP, 'GroupOpened', {}, [`group:${GROUP}`]],
    ['group', GROUP, 'GroupMemberAdded', data, [`group:${GROUP}`, `member:${GROUP}/${R}`]],
    ['group', GROUP, 'GroupMemberRemoved', data, [`group:${GROUP}`, `resource:${R}`]],
    ['group', GROUP, 'GroupMemberRemovalAbandoned', data, [`group:${GROUP}`, `resource:${R}`]],
    ['group', GROUP, 'GroupMemberRemovalStarted', data, []],
    ['group', GROUP, 'GroupClosed', {}, [`group:${GROUP}`, `resource:${R}`]],
    ['group', GROUP, 'GroupMoveStarted', data, []],
    ['resource', R, 'ResourceOpened', {}, [`resource:${R}`]],
    ['resource', R, 'ResourceClosed', {}, [`resource:${R}`]],
    ['resource', R, 'ResourceConfigured', {}, [`resource:${R}`]],
    ['resource', R, 'ResourceOnline', data, []],
    ['node', A, 'NodeStopped', data, []],
  ])('after an event of the %s %s: %s', (kind, id, type, of, keys) => {
    expect(after(kind, id, { type, data: of })).toEqual(keys);
  });

  test.each([
    ...['GroupMoveCompleted', 'GroupMoveFailed', 'GroupMoveDenied'],
    ...['GroupOperationCompleted', 'GroupOperationFailed'],
  ])('about the members that are to leave after %s', (type) => {
    expect(after('group', GROUP, { type, data })).toEqual([]);
    const keys = [`resource:${R}`, `member:${GROUP}/${R}`];
    expect(after('group', GROUP, { type, data }, regrouped(member()))).toEqual(keys);
    expect(after('group', GROUP, { type, data }, closed(member()))).toEqual(keys);
  });

  test('about everything at a start', () => {
    const stray = member().record('group', 'g', {
      type: 'GroupMemberAdded',
      data: { resource: S },
    });
    expect([...directoryCompletion.all(stray.clusterState)]).toEqual([
      ...[`node:${A}`, `group:${GROUP}`, `resource:${R}`, `member:${GROUP}/${S}`],
    ]);
  });
});
