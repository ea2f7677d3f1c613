import { beforeAll, expect, test } from '@jest/globals';
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

type Step = Readonly<{ before: OpenResource; event: ResourceEvent; after: OpenResource }>;

/** The events that random commands in random order caused, with the states before and after each. */
const steps: Step[] = [];
/** Each decision with its repetition. */
const decisions: (readonly [readonly ResourceEvent[], readonly ResourceEvent[]])[] = [];

beforeAll(() => {
  const commands = fc.array(command, { minLength: 100, maxLength: 200, size: 'max' });
  for (const history of fc.sample(commands, { seed: 1, numRuns: 150 })) {
    let state: Resource = resource.evolve(resource.initial, opened);
    for (const asked of history) {
      const events = tryDecide(asked, state);
      decisions.push([tryDecide(asked, state), events]);
      for (const event of events) {
        const before = asOpen(state);
        state = resource.evolve(state, event);
        steps.push({ before, event, after: asOpen(state) });
      }
    }
  }
});

test('the same state leads to the same decision', () => {
  const made = decisions.filter(([, events]) => events.length > 0);
  expect(made.map(([again]) => again)).toEqual(made.map(([, events]) => events));
  expect(decisions.filter(([again, events]) => again.length !== events.length)).toEqual([]);
});

test('a resource is never Online while an existing pinned checkpoint is not restored', () => {
  const online = steps.filter(({ event: { type } }) => type === 'ResourceOnline');
  expect(online.length).toBeGreaterThan(20);
  for (const { before } of online) {
    const open = before.transition?.pinnedCaptures.filter(
      (pin) =>
        before.checkpoints.has(pin.checkpoint) && !before.transition?.done.has(pin.checkpoint),
    );
    expect(open).toEqual([]);
  }
});

test('a resource that was online is never Offline while a checkpoint is not captured', () => {
  const offline = steps.filter(
    ({ before, event }) =>
      event.type === 'ResourceOffline' && before.transition?.wasOnline === true,
  );
  expect(offline.length).toBeGreaterThan(10);
  for (const { before } of offline)
    expect([...before.checkpoints.keys()].filter((id) => !before.transition?.done.has(id))).toEqual(
      [],
    );
});

test('captures of a checkpoint are numbered 1, 2, 3 …', () => {
  for (const { before, event } of steps) {
    if (event.type !== 'RegistryCheckpointCaptured') continue;
    const { number, checkpoint: captured } = event.data;
    expect(number).toBe((before.checkpoints.get(captured)?.captures ?? 0) + 1);
  }
});

test('epochs never fall, and a state changes only with the current epoch', () => {
  const wrong = steps.filter(({ before, event, after }) => {
    const given = 'epoch' in event.data ? event.data.epoch : -1;
    const isChanged = after.stateSequence !== before.stateSequence;
    return after.epoch < before.epoch || (isChanged && given < before.epoch);
  });
  expect(wrong).toEqual([]);
});

test('a path has one checkpoint', () => {
  for (const { before, after } of steps) {
    if (after.checkpoints === before.checkpoints && after.keys === before.keys) continue;
    expect(after.keys.size).toBe(after.checkpoints.size);
    for (const known of after.checkpoints.values())
      expect(after.keys.get(known.key.toUpperCase())).toBe(known.id);
  }
});
