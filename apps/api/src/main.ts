import 'reflect-metadata';

import { randomUUID } from 'node:crypto';

import { pino } from 'pino';

import { LogInUse } from '#event-store-sqlite';

import { createApp } from './app.js';
import { Engine } from './core/engine.js';
import { systemClock } from './core/system-clock.js';
import { readSettings, WrongSetting } from './core/settings.js';

const start = async (): Promise<void> => {
  const settings = readSettings(process.env);
  const log = pino({ level: settings.logLevel });
  const engine = await Engine.open(settings, {
    newId: randomUUID,
    clock: systemClock,
    projection: new URL('./projection.worker.js', import.meta.url),
    warn: (reason) => {
      log.warn(reason);
    },
    onDefect: (err, where) => {
      log.error({ err, where }, 'defect');
    },
  });
  const app = await createApp(engine, log);
  await engine.start();
  await app.listen(settings.port, settings.host);
  log.info({ url: await app.getUrl(), data: settings.data }, 'listening');
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
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
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

start().catch((error: unknown) => {
  const isExpected = error instanceof WrongSetting || error instanceof LogInUse;
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
