import { describe, expect, test } from '@jest/globals';

import { type ClusterEvent } from '#domain';

import { idOf } from '#testing/processes';

import { WrittenLog } from '../../testing/written-log.js';
import { type ReadModels } from '../read-models.js';
import { Tags } from './tags.js';

const set = (tag: string, event: string): ClusterEvent => ({
  type: 'TagSet',
  data: { tag, event, stream: 'c.node-a', revision: 3 },
});
const deleted = (tag: string): ClusterEvent => ({ type: 'TagDeleted', data: { tag } });

const after = (...events: readonly ClusterEvent[]): Tags => {
  const tags = new Tags();
  for (const event of events) tags.note(event);
  return tags;
};

describe('the tags that there are now', () => {
  test('are found by name, whatever its case', () => {
    const tags = after(set('Before', 'e1'));
    const known = { name: 'Before', event: 'e1', stream: 'c.node-a', revision: 3 };
    expect(['Before', 'BEFORE', 'after'].map((name) => tags.find(name))).toEqual([
      known,
      known,
      undefined,
    ]);
  });

  test.each([
    ['the first of an event', [set('one', 'e1'), set('two', 'e1')], 'one'],
    [
      'the other one once the first is deleted',
      [set('one', 'e1'), set('two', 'e1'), deleted('ONE')],
      'two',
    ],
    [
      'the other one once the first has moved',
      [set('one', 'e1'), set('two', 'e1'), set('one', 'e2')],
      'two',
    ],
    ['none once it has moved', [set('one', 'e1'), set('One', 'e2')], undefined],
    ['none once it is deleted', [set('one', 'e1'), deleted('one')], undefined],
  ])('of an event are %s', (_, events, expected) => {
    expect(after(...events).of('e1')).toBe(expected);
  });
});

/** A log whose tag names an edit, after some other events. */
const logWith = async (others: number): Promise<readonly [ReadModels, string]> => {
  const log = new WrittenLog();
  for (let index = 0; index < others; index += 1) log.node('other', 'NodeOpened');
  log.write('cluster', '', { type: 'ClusterFormed', data: { name: 'test', logId: 'log' } });
  log.node('a', 'NodeOpened');
  const { id, revision } = log.node('a', 'NodePaused');
  log.node('a', 'NodeResumed');
  const stream = `test.node-${idOf('a')}`;
  log.write('cluster', '', {
    type: 'TagSet',
    data: { tag: 'paused', event: id, stream, revision },
  });
  return [await log.read(), id];
};

test('a tag names the same event in a log whose positions differ', async () => {
  for (const others of [0, 3]) {
    const [reads, id] = await logWith(others);
    const { stream = '', revision = 0 } = reads.tags.find('paused') ?? {};
    const position = reads.events.positionOf(stream, revision);
    expect([position, position && reads.events.at(Number(position))?.id]).toEqual([
      BigInt(others + 3),
      id,
    ]);
    await reads.close();
  }
});
