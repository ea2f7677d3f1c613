import { describe, expect, test } from '@jest/globals';

import { thingLines } from './thing-lines.js';

const thing = { kind: 'group', id: 'g1', name: 'SQL' };

describe('the lines of things that differ', () => {
  test('are one for a thing that only one side has', () => {
    const added = [
      { thing, property: 'name', left: null, right: 'SQL' },
      { thing, property: 'owner', left: null, right: 'node-a' },
    ];
    const removed = added.map(({ left, right, ...rest }) => ({
      ...rest,
      left: right,
      right: left,
    }));
    expect(thingLines(added)).toEqual([{ thing, property: null, left: null, right: 'the group' }]);
    expect(thingLines(removed)).toEqual([
      { thing, property: null, left: 'the group', right: null },
    ]);
  });

  test('are one for each property of a thing that both sides have', () => {
    const renamed = { thing, property: 'name', left: 'SQL', right: 'SQL 2' };
    const unset = { thing, property: 'owner', left: 'node-a', right: null };
    expect(thingLines([renamed, unset])).toEqual([renamed, unset]);
    // The rest of its properties may be on the next page.
    expect(thingLines([unset])).toEqual([unset]);
  });
});
