import 'reflect-metadata';

import { randomUUID } from 'node:crypto';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino, type Logger } from 'pino';

import { keepFilesPrivate, LogInUse } from '#event-store-sqlite';
import { ReadModelStopped } from '#read-models';

import { createApp } from './app.js';
import { type Engine } from './core/engine.js';
import { openEngine } from './core/open-engine.js';
import { systemClock } from './core/system-clock.js';
import { Vault, VaultError } from './crypto/vault.js';
import { readSettings, WrongSetting } from './core/settings.js';
import { listenOnLocalhost } from './door/listen.js';

/** Ends what is under way, then the process. */
const stopper =
  (app: NestFastifyApplication, engine: Engine, log: Logger) =>
  (signal: string): void => {
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

const start = async (): Promise<void> => {
  keepFilesPrivate();
  const settings = readSettings(process.env);
  new Vault(settings.masterKeyFile).check();
  const log = pino({ level: settings.logLevel });
  const engine = await openEngine(settings, {
    newId: randomUUID,
    clock: systemClock,
    projection: new URL('./projection.worker.js', import.meta.url),
    warn: (reason) => {
      log.warn(reason);
    },
    say: (what) => {
      log.info(what);
    },
    onDefect: (err, where) => {
      log.error({ err, where }, 'defect');
    },
  });
  const app = await createApp(engine, log);
  await app.listen(settings.port, settings.host);
  if (settings.host === 'localhost') await listenOnLocalhost(app.getHttpServer());
  log.info({ url: await app.getUrl(), data: settings.data }, 'listening');
  await engine.start();
  log.info({ position: String(engine.fold.position ?? 0n) }, 'ready');
  const stop = stopper(app, engine, log);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

/** What an administrator can put right: one line says it. */
const EXPECTED = [WrongSetting, LogInUse, VaultError, ReadModelStopped];

start().catch((error: unknown) => {
  const isExpected = error instanceof Error && EXPECTED.some((kind) => error instanceof kind);
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
