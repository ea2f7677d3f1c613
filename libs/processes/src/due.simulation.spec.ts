import { expect, test } from '@jest/globals';

import { DEFAULT_POLICY, type GroupPolicy, type ResourceProperties } from '#domain';
import { PROCESSES, resourcePolicyState, type Process } from '#processes';
import { dueOf, idOf, seeded, BuiltState, type NodeIs } from '#testing/processes';

import { nextInWindow } from './failures/failback.js';
import { failover } from './failures/failover.js';

/** `TIDEMARK_RUNS=5000 npm test -- due.simulation` tries more cases. */
const RUNS = Number(process.env['TIDEMARK_RUNS'] ?? 400);
const NODES = ['a', 'b', 'c'] as const;
const MEMBERS = ['r', 's', 't'] as const;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 1, 3, 4, 5);
const PERIODS = [0, 1, 500, 1000, 900_000, HOUR, 2 ** 31 - 1, 2 ** 31, 0xfffffffe, 0xffffffff];

type Dice = Readonly<{
  below: (limit: number) => number;
  pick: <Item>(items: readonly Item[]) => Item;
}>;

const diceOf = (seed: number): Dice => {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  return { below, pick };
};

const policyOf = ({ pick, below }: Dice): Partial<GroupPolicy> => {
  const hasWindow = below(2) === 0;
  return {
    failoverThreshold: pick([0, 1, 2, DEFAULT_POLICY.failoverThreshold]),
    failoverPeriod: pick([0, 1, 6, 1193]),
    autoFailbackType: pick([0, 1]),
    failbackWindowStart: hasWindow ? below(24) : -1,
    failbackWindowEnd: hasWindow ? below(24) : -1,
  };
};

const propertiesOf = ({ pick }: Dice): Partial<ResourceProperties> => ({
  handler: pick(['automatic', 'external']),
  restartAction: pick([0, 1, 2, 2]),
  restartThreshold: pick([0, 1, 3]),
  restartPeriod: pick(PERIODS),
  restartDelay: pick(PERIODS),
  retryPeriodOnFailure: pick(PERIODS),
  pendingTimeout: pick(PERIODS),
});

/** An instant near the start: close to it, or a period before or after it. */
const instantOf = ({ pick, below }: Dice): number =>
  START + pick([-1, 1]) * pick([below(3), below(2000), pick(PERIODS)]);

const happens = (built: BuiltState, dice: Dice): void => {
  const group = built.clusterState.group(BuiltState.GROUP);
  if (group.status !== 'open') return;
  const owner = NODES.find((name) => BuiltState.node(name) === group.owner) ?? 'a';
  const member = dice.pick(MEMBERS);
  switch (dice.below(9)) {
    case 0:
      return void built.moves(
        owner,
        dice.pick(NODES),
        dice.pick(['operator', 'failover', 'drain']),
      );
    case 1:
      return void built.moves(owner, dice.pick(NODES), 'failover', instantOf(dice));
    case 2:
      return void built.pending(member, owner, {
        at: instantOf(dice),
        persist: dice.below(2) === 0,
      });
    case 3:
      return void built.pending(member, owner, { persist: true }).online(member, owner);
    default:
      return void built.fails(member, owner, instantOf(dice));
  }
};

/** A random state; half of them have an operation under way. */
const clusterStateOf = (dice: Dice): BuiltState => {
  const is = (): NodeIs => dice.pick(['Up', 'Up', 'Up', 'Down', 'Paused', 'draining', 'crashed']);
  const built = new BuiltState({ a: is(), b: is(), c: is() });
  built.group(dice.pick(NODES), ['a', 'b'].slice(dice.below(2)), policyOf(dice));
  for (const name of MEMBERS) built.member(name, propertiesOf(dice));
  for (let count = dice.below(12); count > 0; count -= 1) happens(built, dice);
  for (let count = dice.below(3); count > 0; count -= 1)
    built.clusterState.sealedKeys.sealed(idOf(`key ${count}`) as never, instantOf(dice));
  if (dice.below(2) === 0) operate(built, dice);
  if (dice.below(2) === 0) schedule(built, dice);
  return built;
};

/** Sets a schedule of backups, of which some runs have been taken or have failed. */
const schedule = (built: BuiltState, dice: Dice): void => {
  const { pick } = dice;
  const [keepLast, keepFor] = [pick([0, 1, 2]), pick([0, 1, 30])];
  const data = {
    ...{ cron: pick(['0 3 * * *', '*/7 * * * *', '0 0 1 1 *']), path: '.', at: instantOf(dice) },
    ...(keepLast > 0 && { keepLast }),
    ...(keepFor > 0 && { keepFor }),
  };
  built.record('cluster', 'c', { type: 'BackupScheduleSet', data });
  for (let count = dice.below(4); count > 0; count -= 1) {
    const at = instantOf(dice);
    const run = { at, scheduledFor: at - dice.below(2000) };
    const cut = { event: 'e', stream: 's', revision: 0 };
    const archive = { path: `${count}`, bytes: 1, sha256: '' };
    built.record(
      'backup',
      `run ${count}`,
      dice.below(3) === 0
        ? { type: 'BackupFailed', data: { ...run, reason: 'test' } }
        : { type: 'BackupTaken', data: { ...run, cut, rootHash: '', nodes: [], archive } },
    );
  }
};

/** Puts the resources that are coming online into this operation. */
const operate = (built: BuiltState, dice: Dice): void => {
  const group = built.clusterState.group(BuiltState.GROUP);
  if (group.status !== 'open') return;
  const owner = NODES.find((name) => BuiltState.node(name) === group.owner) ?? 'a';
  built.pending(dice.pick(MEMBERS), owner, { at: instantOf(dice) });
  const resources = MEMBERS.map((name) => BuiltState.resource(name)).filter((id) => {
    const resource = built.clusterState.resource(id);
    return resource.status === 'open' && resource.state === 'OnlinePending';
  });
  const { epoch } = group;
  const operation = idOf(`attempt ${epoch}`) as never;
  const kind = dice.pick(['online', 'restart'] as const);
  const data = { operation, kind, resources, epoch, persist: false };
  built.record('group', 'g', { type: 'GroupOperationStarted', data });
  built.record('node', owner, { type: 'GroupFenced', data: { group: BuiltState.GROUP, epoch } });
};

type Asked = Readonly<{ isIdle: boolean; due: number | undefined }>;

const ask = (process: Process, { clusterState }: BuiltState, key: string, now: number): Asked => {
  const moment = { phase: 'following', now } as const;
  return {
    isIdle: process.next(clusterState, key, moment).length === 0,
    due: process.due?.(clusterState, key, moment),
  };
};

/** Instants to try: around each instant that a process names, and far from all of them. */
const instantsFor = (process: Process, built: BuiltState, key: string, dice: Dice) => {
  const found = new Set<number>();
  let now = START - 2 * 0xffffffff;
  for (let count = 0; count < 20; count += 1) {
    const { due } = ask(process, built, key, now);
    for (const near of [-1, 0, 1, dice.below(1000), -dice.below(1000)])
      found.add((due ?? now) + near);
    found.add(instantOf(dice));
    now = due ?? now + dice.below(0xffffffff);
  }
  return [...found].sort((one, other) => one - other);
};

const timed = PROCESSES.filter(({ due }) => due !== undefined);

test('exactly these processes wait for an instant', () => {
  expect(timed.map(({ name }) => name)).toEqual([
    'group-operation',
    'failover',
    'erasure',
    'backup-schedule',
  ]);
});

type Answer = Readonly<{ now: number } & Asked>;

/** Contradictions between two policy answers, or within one. */
const faultsOf = (answers: readonly Answer[]): readonly string[] => {
  const acts = answers.filter(({ isIdle }) => !isIdle).map(({ now }) => now);
  return answers.flatMap(({ now, isIdle, due }): readonly string[] => {
    if (due !== undefined && due <= now) return [`at ${now} the process waits for ${due}`];
    const missed = isIdle && acts.find((at) => at > now && at < (due ?? Infinity));
    return typeof missed === 'number' ? [`at ${now} the process misses ${missed}`] : [];
  });
};

test.each(timed)('$name names the next instant at which it has a step', (process) => {
  const seen = { waits: 0, acts: 0 };
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const dice = diceOf(seed);
    const built = clusterStateOf(dice);
    for (const key of process.all(built.clusterState)) {
      const instants = instantsFor(process, built, key, dice);
      const answers = instants.map((now) => ({ now, ...ask(process, built, key, now) }));
      expect({ seed, key, faults: faultsOf(answers) }).toEqual({ seed, key, faults: [] });
      seen.acts += answers.filter(({ isIdle }) => !isIdle).length;
      seen.waits += answers.filter(({ isIdle, due }) => isIdle && due !== undefined).length;
    }
  }
  expect(Math.min(seen.waits, seen.acts)).toBeGreaterThan(RUNS / 4);
});

/** The due instants of a group, by the policy states of its members; the earliest first. */
const waitedFor = ({ clusterState }: BuiltState, now: number): readonly number[] => {
  const instants = MEMBERS.flatMap((name) => {
    const state = resourcePolicyState(clusterState, BuiltState.resource(name), now);
    return [state?.nextRestartAt, state?.retryAt].flatMap((at) => at ?? []);
  });
  return instants.filter((at) => at > now).sort((one, other) => one - other);
};

test('the policy state names the same instants as the process', () => {
  let count = 0;
  for (let seed = 1; seed <= 5 * RUNS; seed += 1) {
    const dice = diceOf(seed);
    const built = clusterStateOf(dice);
    const now = instantOf(dice);
    const group = built.clusterState.group(BuiltState.GROUP);
    if ((group.status !== 'open' || group.operation) ?? group.displacedBy) continue;
    const [due] = waitedFor(built, now);
    expect({ seed, due: dueOf(failover, built, now) }).toEqual({ seed, due });
    if (due !== undefined) count += 1;
  }
  expect(count).toBeGreaterThan(RUNS / 10);
});

test('a failback window opens at the first instant of its hour', () => {
  const dice = diceOf(1);
  for (let count = 0; count < RUNS; count += 1) {
    const policy = { ...DEFAULT_POLICY, ...policyOf(dice) };
    const now = START + dice.below(48 * HOUR);
    const opens = nextInWindow(policy, now);
    expect([opens >= now, opens - now < 24 * HOUR, nextInWindow(policy, opens)]).toEqual([
      true,
      true,
      opens,
    ]);
    if (opens > now) expect(nextInWindow(policy, opens - 1)).toBe(opens);
  }
});
