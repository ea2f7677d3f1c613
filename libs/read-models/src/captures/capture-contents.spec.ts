import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type NodeId } from '#domain';
import { toPosition, type Position } from '#event-store';
import { type RegistryChange } from '#registry';
import { idOf } from '#testing/processes';
import { contentOf } from '#testing/registry';

import { WrittenLog } from '../../testing/written-log.js';
import { type ReadModels } from '../read-models.js';

const KEY = 'SOFTWARE\\Contoso';
const A = idOf('a') as NodeId;

const set = (name: string, number: number, key = KEY): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_DWORD', number },
});

const over = (nodeRevision: number) => ({
  restoreFailed: idOf('failure'),
  node: idOf('b') as NodeId,
  nodeRevision,
});

describe('the content of a capture', () => {
  const log = new WrittenLog();
  let reads: ReadModels;
  const positions: Position[] = [toPosition(0n)];

  beforeEach(async () => {
    if (positions.length === 1) writeLog();
    reads = await log.read();
  });

  afterEach(() => reads.close());

  const capture = (data: Omit<Parameters<WrittenLog['captured']>[1], 'checkpoint' | 'number'>) => {
    const number = positions.length;
    positions.push(log.captured('app', { checkpoint: 'c', number, ...data }).position);
  };

  const writeLog = (): void => {
    log.node('a', 'NodeOpened', { name: 'a' });
    log.resource('app', 'ResourceOpened', { type: 'Generic Service', group: idOf('g') });
    const first = log.edit('a', [set('v', 1), set('w', 1), set('x', 1, 'SOFTWARE\\Other')]);
    capture({ reason: 'added', source: { node: A, nodeRevision: first.revision } });
    log.edit('a', [set('v', 2)]);
    const changes = [set('v', 3), set('deep', 3, `${KEY}\\Deep`)];
    capture({ reason: 'changed', source: { capture: 1 }, changes, overUnrestored: over(4) });
    const more = [set('v', 4), { op: 'delete-value', key: KEY, name: 'W' }] as const;
    capture({ reason: 'changed', source: { capture: 2 }, changes: more, overUnrestored: over(5) });
    capture({ reason: 'reverted', source: { capture: 1 } });
    const all = [{ op: 'delete-key', key: KEY }] as const;
    capture({ reason: 'changed', source: { capture: 4 }, changes: all, overUnrestored: over(6) });
    for (let number = 6; number <= 600; number += 1)
      capture({ reason: 'changed', source: { capture: number - 1 }, changes: [set('n', number)] });
  };

  const valuesOf = (number: number, to?: Position): unknown => {
    const ref = { checkpoint: idOf('c'), number };
    const content = reads.contents.of(ref, KEY, to ?? reads.position);
    return (
      content && {
        values: contentOf(content).values.map(({ name, value }) => [name, value]),
        keys: contentOf(content).keys.map(({ name }) => name),
      }
    );
  };

  const dword = (number: number): object => ({ type: 'REG_DWORD', number });

  test.each([
    [
      'is that of the node',
      1,
      {
        values: [
          ['v', dword(1)],
          ['w', dword(1)],
        ],
        keys: [],
      },
    ],
    [
      'is that of an earlier capture with the changes applied',
      2,
      {
        values: [
          ['v', dword(3)],
          ['w', dword(1)],
        ],
        keys: ['Deep'],
      },
    ],
    ['has the changes of all captures in a row', 3, { values: [['v', dword(4)]], keys: ['Deep'] }],
    [
      'is repeated',
      4,
      {
        values: [
          ['v', dword(1)],
          ['w', dword(1)],
        ],
        keys: [],
      },
    ],
    ['may be an absent key', 5, undefined],
    ['begins with an absent key', 6, { values: [['n', dword(6)]], keys: [] }],
    ['is found through many captures', 600, { values: [['n', dword(600)]], keys: [] }],
  ])('%s', (_, number, content) => {
    expect(valuesOf(number)).toEqual(content);
  });

  test('is the same from the cache', () => {
    const fresh = [3, 5, 6, 2, 4].map((number) => valuesOf(number));
    expect([3, 5, 6, 2, 4].map((number) => valuesOf(number))).toEqual(fresh);
  });

  test('is undefined before the capture was taken', () => {
    expect(valuesOf(3, positions[2])).toBeUndefined();
    expect(valuesOf(3, positions[3])).toBeDefined();
    expect(valuesOf(1000)).toBeUndefined();
  });
});
