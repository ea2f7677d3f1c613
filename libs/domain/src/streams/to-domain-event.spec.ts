import { expect, test } from '@jest/globals';

import { isAggregate, toDomainEvent } from './to-domain-event.js';

const stored = (stream: string): Parameters<typeof toDomainEvent>[1] => ({
  id: 'event 1',
  stream,
  revision: 3n,
  position: 17n,
  recordedAt: new Date(1_000),
  event: { type: 'NodeStopped', data: { operation: 'o' } },
  metadata: { operation: 'operation 1' },
});

test.each(['cluster', 'node', 'group', 'resource'] as const)(
  'an event of a %s stream becomes a domain event',
  (kind) => {
    expect(toDomainEvent('test', stored(`test.${kind}-1-2`))).toEqual({
      kind,
      id: '1-2',
      revision: 3,
      occurrence: {
        eventId: 'event 1',
        position: '17',
        operation: 'operation 1',
        recordedAt: 1_000,
      },
      event: { type: 'NodeStopped', data: { operation: 'o' } },
    });
    expect(isAggregate(kind)).toBe(true);
  },
);

test.each(['test.key-1', 'other.node-1', 'test.lease-1', '$stats'])(
  'an event of the stream %s is no domain event',
  (stream) => {
    expect(toDomainEvent('test', stored(stream))).toBeUndefined();
  },
);

test('sealed keys are no aggregate', () => {
  expect(isAggregate('key')).toBe(false);
});
