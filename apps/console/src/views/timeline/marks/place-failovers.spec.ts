import { describe, expect, test } from '@jest/globals';

import { type Failover } from '../lanes/history.js';
import { timeScale } from '../scale/time-scale.js';
import { placeFailovers } from './place-failovers.js';

const scale = timeScale({
  range: { from: 0, to: 1000 },
  width: 1000,
  busy: [],
  isIdleFolded: false,
});
const move = (from: number, more: Partial<Failover> = {}): Failover => ({
  ...{ id: String(from), position: String(from), from, to: from + 1, text: `move ${from}` },
  ...{ lost: 0, isFailover: false, ...more },
});

describe('the places of moves', () => {
  test('have room up to the next one', () => {
    const places = placeFailovers([move(100), move(200)], scale);
    expect(places.map(({ x, room }) => [x, room])).toEqual([
      [100, 96],
      [200, 340],
    ]);
  });

  test('are shared by moves that are near, and the failover stands for them', () => {
    const [place] = placeFailovers(
      [move(100, { lost: 2 }), move(110, { isFailover: true }), move(120, { lost: 1 })],
      scale,
    );
    expect([place?.count, place?.lost, place?.chief.id]).toEqual([3, 3, '110']);
  });

  test('are none for moves out of the range', () => {
    expect(placeFailovers([move(2000), move(-50)], scale)).toEqual([]);
  });
});
