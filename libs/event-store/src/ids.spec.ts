import { expect, test } from '@jest/globals';

import { eventId, uuidV5 } from './ids.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('a name-based id equals the example of the standard', () => {
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test("an event's id derives from the command, the stream, the revision and the type", () => {
  const place = { stream: 'test.node-1', revision: 4n, type: 'RegistryChanged' };
  const ids = [
    eventId(DNS, place),
    eventId(uuidV5(DNS, 'other'), place),
    eventId(DNS, { ...place, stream: 'test.node-2' }),
    eventId(DNS, { ...place, revision: 5n }),
    eventId(DNS, { ...place, type: 'NodeStarted' }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(eventId(DNS, { ...place })).toBe(ids[0]);
});
