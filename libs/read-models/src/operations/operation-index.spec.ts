import { expect, test } from '@jest/globals';

import { ReadDatabase } from '../file/database.js';
import { OperationIndex } from './operation-index.js';

/** Operations of one bucket: all digits after the first eight are equal. */
const operation = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-0001-5000-8000-000000000000`;

test('a bucket that grows by one event at a time keeps few rows, and all events are found', () => {
  const db = new ReadDatabase(':memory:');
  const index = new OperationIndex(db);
  const positions = Array.from({ length: 2000 }, (_, at) => at + 1);
  const operationAt = (position: number): string => operation(position % 700);
  for (const position of positions) {
    index.note(operationAt(position), position);
    // Some transactions have many events.
    if (position < 1000 || position % 100 === 0) index.flush();
  }
  const [low, high] = [100, 1900];
  for (const [id, own] of Map.groupBy(positions, operationAt)) {
    const wanted = own.filter((position) => position >= low && position <= high);
    expect([...index.of(id, { low, high, order: 'oldest' })]).toEqual(wanted);
    expect([...index.of(id, { low, high, order: 'newest' })]).toEqual(wanted.toReversed());
  }
  const rows = db.get('SELECT count(*) AS count FROM operations')?.['count'];
  expect(rows).toBeLessThan(120);
  db.close();
});
