import { expect, test } from '@jest/globals';

import { EVENT_TYPES } from '#domain';
import { toPosition, type Recorded } from '#event-store';
import { redactionOf, type RegistryChange } from '#registry';

import { namedSchemas } from '../http/schema/schema.js';
import '../history/events/event-schema.js';
import { eventShape } from '../history/history-shapes.js';
import { maskedEvent } from './masked-event.js';

const redaction = redactionOf(['*password*'], () => Buffer.alloc(32));
const secret = { type: 'REG_SZ', text: 'hunter2' } as const;
const set = (key: string, name: string): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: secret,
});

const recorded = (type: string, data: object): Recorded => ({
  ...{ id: 'i', stream: 'c.node-n', revision: 3n, position: toPosition(7n), schema: 1 },
  ...{ recordedAt: new Date(0), event: { type, data } },
  metadata: {
    ...{ actor: 'ann', authentication: 'none', operation: 'o', causation: 'c' },
    command: { id: 'c', type: 'ChangeRegistry' },
  },
});

const shown = (type: string, data: object): object =>
  maskedEvent({ event: recorded(type, data), isSetBack: false }, redaction);

test.each([
  'RegistryChanged',
  'RegistryChangesStaged',
  'RegistryRestored',
  'RegistryCheckpointCaptured',
])('%s has masks instead of the values of masked names', (type) => {
  const changes = [
    set('K', 'Password'),
    set('K\\PASSWORD', ''),
    set('K', 'Port'),
    { op: 'delete-value', key: 'K', name: 'Password' },
    { op: 'delete-key', key: 'K\\Password' },
  ];
  const mask = { ...redaction.mask(secret) };
  const event = shown(type, { changes, hash: 'h' });
  expect(event).toMatchObject({
    data: { changes: [{ value: mask }, { value: mask }, { value: secret }, ...changes.slice(3)] },
  });
  expect(JSON.stringify(event).match(/hunter2/g)).toHaveLength(1);
});

test('a cure has masks in the changes of stored copies too', () => {
  const copy = { changes: [set('K', 'Password'), set('K', 'Port')] };
  const copies = [
    { resource: 'r', checkpoint: 'c', copy: 'live' },
    { resource: 'r', checkpoint: 'd', copy },
  ];
  const event = shown('RegistryChanged', { changes: [], cure: { kind: 'revert', copies } });
  expect(event).toMatchObject({
    data: { cure: { copies: [{ copy: 'live' }, { copy: { changes: [{}, { name: 'Port' }] } }] } },
  });
  expect(JSON.stringify(event).match(/hunter2/g)).toHaveLength(1);
});

test.each([
  ['RegistryChanged', { changes: [set('K', 'Port')] }],
  ['NodeOpened', { name: 'Password' }],
])('%s without masked values is as GET /v1/events shows it', (type, data) => {
  expect(shown(type, data)).toEqual(eventShape(recorded(type, data), false));
});

test('no event has values elsewhere than in its changes, and in those of stored copies', () => {
  const schemas = namedSchemas();
  const references = (schema: unknown): number =>
    JSON.stringify(schema).match(/schemas\/Registry(Value|Change)"/g)?.length ?? 0;
  const withValues = EVENT_TYPES.filter((type) => references(schemas[type]) > 0);
  expect(withValues.length).toBeGreaterThan(3);
  for (const type of withValues) {
    const { properties } = schemas[type] as Readonly<{
      properties: Readonly<{
        data: Readonly<{ properties: Readonly<{ changes?: unknown; cure?: unknown }> }>;
      }>;
    }>;
    const { changes, cure = {} } = properties.data.properties;
    expect([type, references(changes)]).toEqual([type, 1]);
    expect([type, references(cure)]).toEqual([type, type === 'RegistryChanged' ? 1 : 0]);
    expect([type, references(schemas[type])]).toEqual([type, 1 + references(cure)]);
  }
});
