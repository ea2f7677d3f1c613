import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ClusterError } from '#clusapi';

import { type CheckpointId, type NodeId, type OperationId } from '../vocabulary/ids.js';
import { type ResourceCommand } from './commands.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource, type Resource } from './state.js';

const KEYS = ['K', 'K\\L', 'M'] as const;
const operation = fc.nat(1).map((n) => `o${n}` as OperationId);
const node = fc.constantFrom('a' as NodeId, 'a' as NodeId, 'b' as NodeId);
const checkpoint = fc.nat(2).map((n) => `c${n}` as CheckpointId);
const key = fc.constantFrom(...KEYS);
const moment = fc.record({ node, nodeRevision: fc.nat(30) });
const hash = fc.constantFrom('h1', 'h2', 'h3');
/** Mostly the current epoch. */
const epoch = fc.constantFrom(2, 2, 2, 1, 3);
const on = { operation, epoch, node };

const of = (
  type: ResourceCommand['type'],
  data: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<ResourceCommand> =>
  fc.record(data).map((made) => ({ type, data: made }) as unknown as ResourceCommand);

const command = fc.oneof(
  of('FenceResource', { epoch: fc.nat(2) }),
  of('BeginOnline', { ...on, persist: fc.boolean() }),
  of('CompleteOnline', { ...on, nodeRevision: fc.nat(30) }),
  of('BeginOffline', { ...on, persist: fc.boolean() }),
  of('CompleteOffline', { ...on, nodeRevision: fc.nat(30) }),
  of('AddRegistryCheckpoint', {
    checkpoint,
    key,
    view: fc.constant('64-bit'),
    effectiveKey: key,
    taken: fc.option(fc.record({ source: moment, hash }), { nil: undefined }),
  }),
  of('DeleteRegistryCheckpoint', { key }),
  of('CaptureRegistry', {
    checkpoint,
    reason: fc.constantFrom('changed', 'going-offline', 'recovered'),
    source: moment,
    hash,
    operation,
  }),
  of('RecordRegistryRestore', {
    ...on,
    checkpoint,
    capture: fc.integer({ min: 1, max: 2 }),
    nodeRevision: fc.nat(30),
  }),
);

const opened: ResourceEvent = {
  type: 'ResourceOpened',
  data: { type: 'Generic Service', group: 'g' as never },
};

const asOpen = (state: Resource): OpenResource => {
  if (state.status !== 'open') throw new Error('the resource was closed');
  return state;
};

const tryDecide = (asked: ResourceCommand, state: Resource): readonly ResourceEvent[] => {
  try {
    return resource.decide(asked, state);
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
};

/**
 * Plays random commands in random order, and shows each event with the states before and after it.
 */
const forAllHistories = (
  check: (before: OpenResource, event: ResourceEvent, after: OpenResource) => void,
  repeat?: (again: readonly ResourceEvent[], events: readonly ResourceEvent[]) => void,
): void => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 100, maxLength: 200, size: 'max' }), (commands) => {
      let state: Resource = resource.evolve(resource.initial, opened);
      for (const asked of commands) {
        const events = tryDecide(asked, state);
        repeat?.(tryDecide(asked, state), events);
        for (const event of events) {
          const before = state;
          state = resource.evolve(state, event);
          check(asOpen(before), event, asOpen(state));
        }
      }
    }),
    { seed: 1, numRuns: 150 },
  );
};

test('the same state leads to the same decision', () => {
  forAllHistories(
    () => undefined,
    (again, events) => {
      expect(again).toEqual(events);
    },
  );
});

test('a resource is never Online while an existing pinned checkpoint is not restored', () => {
  let seen = 0;
  forAllHistories((before, { type }) => {
    if (type !== 'ResourceOnline') return;
    seen += 1;
    const open = before.attempt?.pins.filter(
      (pin) => before.checkpoints.has(pin.checkpoint) && !before.attempt?.done.has(pin.checkpoint),
    );
    expect(open).toEqual([]);
  });
  expect(seen).toBeGreaterThan(20);
});

test('a resource that was online is never Offline while a checkpoint is not captured', () => {
  let seen = 0;
  forAllHistories((before, { type }) => {
    if (type !== 'ResourceOffline' || before.attempt?.wasOnline !== true) return;
    seen += 1;
    expect([...before.checkpoints.keys()].filter((id) => !before.attempt?.done.has(id))).toEqual(
      [],
    );
  });
  expect(seen).toBeGreaterThan(10);
});

test('captures of a checkpoint are numbered 1, 2, 3 …', () => {
  forAllHistories((before, { type, data }) => {
    if (type !== 'RegistryCheckpointCaptured') return;
    expect(data.number).toBe((before.checkpoints.get(data.checkpoint)?.captures ?? 0) + 1);
  });
});

test('epochs never fall, and a state changes only with the current epoch', () => {
  forAllHistories((before, { data }, after) => {
    expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
    if (after.stateSequence !== before.stateSequence)
      expect((data as { epoch: number }).epoch).toBeGreaterThanOrEqual(before.epoch);
  });
});

test('a path has one checkpoint', () => {
  forAllHistories((_before, _event, { checkpoints, keys }) => {
    expect(keys.size).toBe(checkpoints.size);
    for (const known of checkpoints.values())
      expect(keys.get(known.key.toUpperCase())).toBe(known.id);
  });
});
