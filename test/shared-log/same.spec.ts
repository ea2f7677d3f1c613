import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';
import { StandIn } from '#testing/event-store-esdb';

import { KEY, Tidemark, type Json } from '../e2e/tidemark.js';

const COUNT = Number(process.env['TIDEMARK_SAME_COUNT'] ?? 400);
const SEED = Number(process.env['TIDEMARK_SAME_SEED'] ?? 1);
const MINUTES = 600_000;
const PAGE = 1000;

const NODES = ['node-a', 'node-b', 'node-c'];
const GROUPS = ['SQL', 'Web'];
const RESOURCES = ['Server', 'Agent', 'Site', 'Disk'];
const KEYS = [KEY, `${KEY}\\Deep`, 'SOFTWARE\\Contoso', 'SYSTEM\\CurrentControlSet\\Services\\App'];

type Command = readonly [request: string, body?: Json];

/** Random commands of an operator, many of which are refused. */
class Commands {
  constructor(private readonly random: () => number) {}

  next(): Command {
    const acts: readonly (readonly [weight: number, make: () => Command])[] = [
      [30, () => this.edit()],
      [8, () => this.control()],
      [8, () => [`POST /v1/resources/${this.pick(RESOURCES)}/online`]],
      [6, () => [`POST /v1/resources/${this.pick(RESOURCES)}/offline`]],
      [4, () => [`POST /v1/resources/${this.pick(RESOURCES)}/fail`]],
      [8, () => [`POST /v1/groups/${this.pick(GROUPS)}/move`, { to: this.pick(NODES) }]],
      [3, () => [`POST /v1/groups/${this.pick(GROUPS)}/online`]],
      [2, () => [`POST /v1/groups/${this.pick(GROUPS)}/offline`]],
      [2, () => [`POST /v1/nodes/${this.pick(NODES)}/${this.pick(['pause', 'resume', 'drain'])}`]],
      [2, () => [`POST /v1/nodes/${this.pick(NODES)}/${this.pick(['stop', 'start', 'crash'])}`]],
      [2, () => this.dependency()],
      [2, () => [`PATCH /v1/groups/${this.pick(GROUPS)}`, this.policy()]],
      [1, () => [`DELETE /v1/resources/${this.pick(RESOURCES)}`]],
      [2, () => this.creation(this.pick(RESOURCES))],
    ];
    let dice = this.random() * acts.reduce((sum, [weight]) => sum + weight, 0);
    const found = acts.find(([weight]) => (dice -= weight) < 0) ?? acts[0];
    return found?.[1]() ?? this.edit();
  }

  creation(name: string): Command {
    const group = GROUPS[RESOURCES.indexOf(name) % GROUPS.length];
    return ['POST /v1/resources', { name, type: 'Generic Service', group }];
  }

  private edit(): Command {
    const key = this.pick(KEYS);
    const name = this.pick(['Port', 'PATH', '']);
    const value = { type: 'REG_DWORD', number: Math.floor(this.random() * 4) };
    const change = this.pick<Json>([
      { op: 'set', key, name, value },
      { op: 'set', key, name, value },
      { op: 'delete-value', key, name },
      { op: 'delete-key', key },
    ]);
    return [`PATCH /v1/nodes/${this.pick(NODES)}/registry`, { changes: [change] }];
  }

  private control(): Command {
    const verb = this.pick(['ADD', 'ADD', 'DELETE']);
    return [
      `POST /v1/resources/${this.pick(RESOURCES)}/control`,
      { controlCode: `CLUSCTL_RESOURCE_${verb}_REGISTRY_CHECKPOINT`, input: this.pick(KEYS) },
    ];
  }

  private dependency(): Command {
    const verb = this.pick(['PUT', 'DELETE']);
    return [`${verb} /v1/resources/${this.pick(RESOURCES)}/dependencies/${this.pick(RESOURCES)}`];
  }

  private policy(): Json {
    return {
      preferredOwners: [this.pick(NODES)],
      autoFailbackType: Math.floor(this.random() * 2),
    };
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }
}

/** The events of a log by stream, without their places and times. */
const told = async (tidemark: Tidemark): Promise<ReadonlyMap<string, readonly Json[]>> => {
  const streams = new Map<string, Json[]>();
  for (let next: string | null = `/v1/events?limit=${PAGE}`; next !== null;) {
    const page: Json = await tidemark.get(next);
    for (const { position, recordedAt, ...event } of page['items'] as Json[]) {
      expect([typeof position, typeof recordedAt]).toEqual(['string', 'string']);
      const stream = String(event['stream']);
      // A step of a group waits for all its resources. Of those that go side by side, any may be the last.
      if (stream.includes('.group-') && event['actor'] === 'tidemark') delete event['causation'];
      streams.set(stream, [...(streams.get(stream) ?? []), event]);
    }
    const cursor = page['next'] as string | null;
    next = cursor === null ? null : `/v1/events?limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`;
  }
  return streams;
};

const live = async (tidemark: Tidemark): Promise<readonly (readonly [number, unknown])[]> => {
  const commands = new Commands(seeded(SEED));
  const answers: (readonly [number, unknown])[] = [];
  const script: readonly Command[] = [
    ...NODES.map((name): Command => ['POST /v1/nodes', { name }]),
    ...GROUPS.map((name): Command => ['POST /v1/groups', { name, owner: 'node-a' }]),
    ...RESOURCES.map((name) => commands.creation(name)),
    ...Array.from({ length: COUNT }, () => commands.next()),
  ];
  for (const [index, [request, body]] of script.entries()) {
    const answer = await tidemark.send(request, body, { 'idempotency-key': `command ${index}` });
    answers.push([answer.status, answer.body['win32'] ?? answer.body['status']]);
    await tidemark.settled();
    await tidemark.pass(1000);
  }
  return answers;
};

test(
  `${COUNT} random commands leave the same streams in the embedded log and in EventStoreDB`,
  async () => {
    const standIn = await StandIn.start();
    const remove = async (): Promise<void> => undefined;
    const url = process.env['EVENTSTORE_URL'] ?? standIn.url;
    const name = `same_${process.pid}_${Date.now().toString(36)}`;
    const both = await Promise.all([
      Tidemark.start({ settings: { TIDEMARK_CLUSTER: name }, remove }),
      Tidemark.start({ settings: { EVENTSTORE_URL: url, TIDEMARK_CLUSTER: name }, remove }),
    ]);
    try {
      const [embedded, server] = await Promise.all(both.map(live));
      expect(server).toEqual(embedded);
      const [here = new Map<string, Json[]>(), there = new Map<string, Json[]>()] =
        await Promise.all(both.map(told));
      expect([...there.keys()].toSorted()).toEqual([...here.keys()].toSorted());
      for (const [stream, events] of here)
        expect(withoutLogId(there.get(stream))).toEqual(withoutLogId(events));
    } finally {
      for (const one of both) await one.stop();
      await standIn.stop();
    }
    for (const { defects } of both) expect(defects).toEqual([]);
  },
  MINUTES * 5,
);

/** Removes the random id of the log from its first event. */
const withoutLogId = (events: readonly Json[] = []): readonly Json[] =>
  events.filter(({ type }) => type !== 'ClusterFormed' && type !== 'ResourceTypeAdded');
