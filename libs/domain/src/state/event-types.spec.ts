import { expect, test } from '@jest/globals';

import { EVENT_TYPES } from './event-types.js';

test('the names of events are sorted, and each is listed once', () => {
  expect(EVENT_TYPES).toEqual([...new Set(EVENT_TYPES)].toSorted());
});

test.each(['ClusterFormed', 'NodeOpened', 'GroupOpened', 'ResourceOpened'])(
  '%s, the first event of a stream, is among the names of events',
  (name) => {
    expect(EVENT_TYPES).toContain(name);
  },
);
