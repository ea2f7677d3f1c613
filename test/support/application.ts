import { randomUUID } from 'node:crypto';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';

import { openEngine, type Engine } from '#engine';
import {
  comparingBeside,
  comparingOnThread,
  jobBeside,
  jobOnThread,
  projectionBeside,
  projectionOnThread,
} from '#testing/engine';
import { ManualClock } from '#testing/processes';

import { createApp } from '../../apps/api/src/app.js';
import { readSettings } from '../../apps/api/src/start/settings.js';
import { Metrics } from '../../apps/api/src/metrics/metrics.js';
import { LIMITS } from '../../apps/api/src/wire/limits.js';
import { type Circumstances } from './circumstances.js';
import { trialsBeside, trialsOnThread } from './start-trials.js';

/**
 * A name for each plugin of Fastify that has none. Fastify looks for one among all loaded modules,
 * and Jest's list of them is slow.
 */
Object.defineProperty(Function.prototype, Symbol.for('fastify.display-name'), {
  value: 'plugin',
  writable: true,
});

type Application = Readonly<{
  engine: Engine;
  app: NestFastifyApplication;
  metrics: Metrics;
  clock: ManualClock;
  /** Errors and warnings that no answer shows. */
  defects: unknown[];
}>;

/** The starts of threads, as a server has them. */
const ON_THREADS = {
  startComparing: comparingOnThread,
  startJob: jobOnThread,
  startProjection: projectionOnThread,
};
/** The same on the thread of the test. */
const BESIDE = {
  startComparing: () => comparingBeside(),
  startJob: jobBeside,
  startProjection: projectionBeside,
};

/** Milliseconds: few tests are about something that takes too long. */
const AS_LONG_AS_IT_TAKES = 600_000;
/** The circumstances of a test that asks for no others. */
const USUAL = { hasThread: false, console: 'none', patienceMs: AS_LONG_AS_IT_TAKES };

/** The application in this process over an open log; it neither listens nor has started. */
export const buildApplication = async (
  environment: Readonly<Record<string, string | undefined>>,
  circumstances: Omit<Circumstances, 'environment'>,
): Promise<Application> => {
  const all = { ...USUAL, ...circumstances };
  const { limits, log: lines, hasThread, checkEveryMs, patienceMs, startJob, console } = all;
  const settings = readSettings(environment);
  const clock = new ManualClock(Date.UTC(2026, 1, 3, 4, 5));
  const metrics = new Metrics();
  const defects: unknown[] = [];
  const engine = await openEngine(settings, {
    metrics,
    newId: randomUUID,
    clock,
    ...(hasThread ? ON_THREADS : BESIDE),
    ...(startJob !== undefined && { startJob }),
    ...(checkEveryMs !== undefined && { checkEveryMs }),
    warn: (reason) => defects.push(new Error(reason)),
    onDefect: (error) => defects.push(error),
    catchUpMs: AS_LONG_AS_IT_TAKES,
    patienceMs,
  });
  const log = lines ?? pino({ level: 'silent' });
  try {
    const startTrials = hasThread ? trialsOnThread : trialsBeside;
    const app = await createApp(
      { engine, settings, metrics, log, startTrials, console },
      { ...LIMITS, ...limits },
    );
    return { engine, app, metrics, clock, defects };
  } catch (error) {
    await engine.stop();
    throw error;
  }
};
