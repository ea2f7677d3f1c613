import { expect, test } from '@jest/globals';

import { type Occurrence } from '../domain-event.js';
import { latest } from './latest.js';

const at = (position: string): Occurrence => ({
  ...{ eventId: `event ${position}`, position, operation: '', recordedAt: 0 },
});

test.each<[string, readonly (string | undefined)[], string | undefined]>([
  ['of none', [], undefined],
  ['of unknown ones', [undefined, undefined], undefined],
  ['of one', ['7'], '7'],
  ['is the one with the greater position', ['7', '8'], '8'],
  ['may be the first one', ['8', '7'], '8'],
  ['is found after an unknown one', [undefined, '7'], '7'],
  ['is found before an unknown one', ['7', undefined], '7'],
  ['compares positions as numbers', ['9', '10'], '10'],
  ['compares positions as numbers, in any order', ['10', '9'], '10'],
  ['is found between others', ['99', '100', '12'], '100'],
  [
    'may have a position beyond the safe integers',
    ['9007199254740993', '9007199254740992'],
    '9007199254740993',
  ],
])('the last event %s', (_, positions, wanted) => {
  const found = latest(...positions.map((one) => (one === undefined ? undefined : at(one))));
  expect(found?.position).toBe(wanted);
});

test('of two events with one position, the last event is the first of them', () => {
  const [one, other] = [at('7'), { ...at('7'), eventId: 'other' }];
  expect(latest(one, other)).toBe(one);
});
