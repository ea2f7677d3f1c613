import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import {
  jsonEvent,
  NO_STREAM as NO_EVENT,
  type EventStoreDBClient,
  type JSONType,
} from '@eventstore/db-client';

import { streamsOf } from '#domain';
import { NO_STREAM, type Position } from '#event-store';
import {
  openClient,
  openEsdbEventStore,
  parseConnectionString,
  type EsdbEventStore,
} from '#event-store-esdb';
import { Projection } from '#read-models';

import { appendTo, eventsFor, produce, PRODUCERS, type AppendOne } from '../appends.js';
import { inFolder } from '../folder.js';
import { Generator } from '../generate.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

const SIZES = { nodes: 4, values: 2000, resources: 8 };

/** A cluster name whose streams are new: the server outlives the bench. */
const newCluster = (): string => `bench_${randomUUID().slice(0, 8)}`;

/** A bench waits for each append, however slow the machine is. */
const APPEND_PATIENCE_MS = 600_000;

const open = (url: string, cluster: string): Promise<EsdbEventStore> =>
  openEsdbEventStore({
    ...{ url, streams: streamsOf(cluster), clock: () => new Date() },
    appendPatienceMs: APPEND_PATIENCE_MS,
  });

/** Appends with the bare client. */
const bareAppend =
  (client: EventStoreDBClient): AppendOne =>
  async (stream, { id, type, data, metadata }, expected) => {
    const { operation, causation, ...others } = metadata;
    const stored = { $correlationId: operation, $causationId: causation, ...others };
    const event = jsonEvent({ id, type, data: data as JSONType, metadata: stored });
    const expectedRevision = expected === NO_STREAM ? NO_EVENT : expected;
    const { nextExpectedRevision } = await client.appendToStream(stream, event, {
      expectedRevision,
    });
    return nextExpectedRevision;
  };

/** Appends per second. */
const rate = async (append: AppendOne, count: number): Promise<number> => {
  const events = eventsFor(count);
  const place = { producers: PRODUCERS, cluster: newCluster() };
  return count / (await seconds(() => produce(append, events, place)));
};

const appending = async (
  rounds: Rounds,
  client: EventStoreDBClient,
  url: string,
): Promise<Result> => {
  const count = rounds.sizes['appends'] ?? 20_000;
  const store = await open(url, newCluster());
  const result = await compare(
    rounds,
    {
      first: ['appends/s', () => rate(appendTo(store), count)],
      second: ['bare client appends/s', () => rate(bareAppend(client), count)],
    },
    { bench: 'esdb', measure: '64 producers : the bare client', aim: { least: 0.8 } },
  );
  await store.close();
  return result;
};

/** A history, and its place in the log of a server that holds other logs too. */
type Past = Readonly<{
  url: string;
  cluster: string;
  from: Position;
  to: Position;
  events: number;
}>;

const write = async (url: string, events: number): Promise<Past> => {
  const cluster = newCluster();
  const store = await open(url, cluster);
  const generator = new Generator(store, { ...SIZES, events, cluster });
  await generator.run();
  const to = await store.head();
  let from: Position | undefined;
  for await (const { position } of store.readLog({ limit: 1 })) from = position;
  await store.close();
  if (from === undefined || to === undefined) throw new Error('the log is empty');
  return { url, cluster, from, to, events: generator.count };
};

/** Events per second from the server into a new read model. */
const project = ({ url, cluster, to, events }: Past): Promise<number> =>
  inFolder(async (folder) => {
    const log = await open(url, cluster);
    const caughtUp = Promise.withResolvers<undefined>();
    const projection = await Projection.open({
      file: join(folder, 'reads.db'),
      log,
      cluster,
      advanced: ({ position }) => {
        if (position >= to) caughtUp.resolve(undefined);
      },
      stopped: (error) => {
        if (error !== undefined) caughtUp.reject(error);
      },
      damaged: caughtUp.reject,
      renewed: () => undefined,
    });
    const took = await seconds(() => {
      projection.start();
      projection.flushUpTo(to);
      return caughtUp.promise;
    });
    await projection.stop();
    await log.close();
    return events / took;
  });

/** Events per second of the same part of the server's log without any use of the events. */
const readBare = async (
  client: EventStoreDBClient,
  { from, to, events }: Past,
): Promise<number> => {
  const fromPosition = { commit: from, prepare: from };
  let count = 0;
  const took = await seconds(async () => {
    for await (const { event } of client.readAll({ fromPosition, maxCount: events })) {
      count += event === undefined ? 0 : 1;
      if (event !== undefined && event.position.commit >= to) break;
    }
  });
  return count / took;
};

const catchingUp = async (
  rounds: Rounds,
  client: EventStoreDBClient,
  url: string,
): Promise<Result> => {
  const past = await write(url, rounds.sizes['events'] ?? 50_000);
  return compare(
    rounds,
    {
      first: ['projected events/s', () => project(past)],
      second: ['bare read events/s', () => readBare(client, past)],
    },
    {
      bench: 'esdb',
      measure: 'catching up a read model : a bare read of $all',
      aim: { least: 0.5 },
    },
  );
};

/** Compares the adapter with the bare client, on the server at `EVENTSTORE_URL`. */
export const esdbBench = async (rounds: Rounds): Promise<readonly Result[]> => {
  const url = process.env['EVENTSTORE_URL'];
  if (url === undefined) {
    console.error('esdb  EVENTSTORE_URL is not set: it names the server to measure on');
    return [];
  }
  const client = await openClient(parseConnectionString(url));
  const results = [await appending(rounds, client, url), await catchingUp(rounds, client, url)];
  // After a read to the end, dispose() would wait without an end.
  void client.dispose();
  return results;
};
