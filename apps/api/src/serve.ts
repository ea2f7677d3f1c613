import 'reflect-metadata';

import { randomUUID } from 'node:crypto';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';

import { newEngine, systemClock, type Engine } from '#engine';

import { createApp } from './app.js';
import { newLog } from './start/new-log.js';
import { type Settings } from './start/settings.js';
import { listenOnLocalhost } from './door/listen.js';
import { withoutQuote } from './start/without-quote.js';
import { Metrics } from './metrics/metrics.js';

/** Makes a function that ends the work under way, then the process. */
const stopper =
  (app: NestFastifyApplication, engine: Engine, log: Logger) =>
  (signal: string): void => {
    log.info({ signal }, 'stopping');
    engine.giveUpStart();
    app
      .close()
      .then(() => engine.stop())
      .then(
        () => {
          process.exitCode = 0;
        },
        (err: unknown) => {
          log.error({ err }, 'the stop failed');
          process.exit(1);
        },
      );
  };

const engineFor = (settings: Settings, metrics: Metrics, log: Logger): Engine =>
  newEngine(settings, {
    metrics,
    newId: randomUUID,
    clock: systemClock,
    warn: (reason) => {
      log.warn(withoutQuote(reason));
    },
    say: (what) => {
      log.info(what);
    },
    onDefect: (err, where) => {
      log.error({ err, where }, 'defect');
    },
  });

/** Takes the port before anything is opened: a program that has the port may also have the log. */
export const serve = async (settings: Settings): Promise<void> => {
  const log = newLog(settings.logLevel);
  const metrics = new Metrics();
  const engine = engineFor(settings, metrics, log);
  const app = await createApp({ engine, settings, metrics, log });
  await app.listen(settings.port, settings.host);
  if (settings.host === 'localhost') await listenOnLocalhost(app.getHttpServer());
  log.info({ url: await app.getUrl(), data: settings.data }, 'listening');
  const stopping = new AbortController();
  const stop = stopper(app, engine, log);
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => {
      if (!stopping.signal.aborted) stop(signal);
      stopping.abort();
    });
  try {
    await engine.start();
    log.info({ position: String(engine.fold.position ?? 0n) }, 'ready');
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
};
