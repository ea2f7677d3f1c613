import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';

import { Engine, openEngine, systemClock } from '#engine';
import { type EventStore } from '#event-store';
import { ReadModels, type Projecting, type ProgressListener } from '#read-models';

import { createApp } from '../../api/src/app.js';
import { readSettings } from '../../api/src/start/settings.js';
import { Metrics } from '../../api/src/metrics/metrics.js';

/** The whole application in this process, over a given store or the embedded log. */
export type Running = Readonly<{
  url: string;
  engine: Engine;
  metrics: Metrics;
  stop: () => Promise<void>;
}>;

const parts = {
  newId: randomUUID,
  clock: systemClock,
  onDefect: (error: unknown): void => {
    console.error(error);
  },
  warn: (reason: string): void => {
    console.error(reason);
  },
};

export const startEngine = async (
  folder: string,
  {
    store,
    adapt,
  }: Readonly<{ store?: EventStore; adapt?: (app: NestFastifyApplication) => void }> = {},
): Promise<Running> => {
  const settings = readSettings({ TIDEMARK_DATA: folder });
  const metrics = new Metrics();
  const engine =
    store === undefined
      ? await openEngine(settings, { metrics, ...parts })
      : over(store, await emptyReads(store, settings), { settings, metrics });
  const app = await createApp({ engine, settings, metrics, log: pino({ level: 'silent' }) });
  adapt?.(app);
  await engine.start();
  await app.listen(0, '127.0.0.1');
  return {
    url: await app.getUrl(),
    engine,
    metrics,
    stop: async () => {
      await app.close();
      await engine.stop();
    },
  };
};

/**
 * A read model without any writes. The embedded log's read model is written by another thread; one
 * that this thread wrote would slow down the alternative.
 */
const unprojected = ({ advanced }: ProgressListener): Projecting => ({
  start: () => undefined,
  flushUpTo: (position) => {
    setImmediate(advanced, { position, count: 0, lost: [], isDirectory: false });
  },
  rebuild: async () => undefined,
  stop: async () => undefined,
});

type Settings = ReturnType<typeof readSettings>;

/** Creates the file of an empty read model. */
const emptyReads = async (store: EventStore, { cluster, data }: Settings): Promise<ReadModels> => {
  const file = join(data, 'reads.db');
  const made = await ReadModels.open({ file, log: store, cluster });
  await made.close();
  return ReadModels.over(file, { cluster }, unprojected);
};

const over = (
  store: EventStore,
  reads: ReadModels,
  { settings, metrics }: Readonly<{ settings: Settings; metrics: Metrics }>,
): Engine => {
  const place = { kind: 'embedded', file: join(settings.data, 'log.db') } as const;
  const opened = { store, reads, place, close: () => store.close() };
  return new Engine({ settings, open: async () => opened, metrics, ...parts });
};
