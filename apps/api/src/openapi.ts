import 'reflect-metadata';

import { writeFileSync } from 'node:fs';

import { pino } from 'pino';

import { Engine, systemClock } from '#engine';

import { createApp, documentOf } from './app.js';
import { Metrics } from './metrics/metrics.js';
import { readSettings } from './start/settings.js';

/** Writes the OpenAPI document to the given file, without a start of the server. */
const settings = readSettings({});
const metrics = new Metrics();
const unused = {
  open: () => Promise.reject(new Error('nothing is opened')),
  metrics,
  newId: () => '',
  onDefect: () => undefined,
  warn: () => undefined,
  clock: systemClock,
};
const engine = new Engine({ settings, ...unused });
const app = await createApp({ engine, settings, metrics, log: pino({ level: 'silent' }) });
writeFileSync(process.argv[2] ?? 'openapi.json', JSON.stringify(documentOf(app), null, 2));
await app.close();
