import 'reflect-metadata';

import { writeFileSync } from 'node:fs';

import { pino } from 'pino';

import { createApp, documentOf } from './app.js';
import { Engine } from './core/engine.js';
import { systemClock } from './core/system-clock.js';
import { Metrics } from './metrics/metrics.js';
import { readSettings } from './core/settings.js';

/** Writes the OpenAPI document to the file that is named, without starting anything. */
const settings = readSettings({});
const unused = {
  open: () => Promise.reject(new Error('nothing is opened')),
  metrics: new Metrics(),
  newId: () => '',
  onDefect: () => undefined,
  warn: () => undefined,
  clock: systemClock,
};
const app = await createApp(new Engine({ settings, ...unused }), pino({ level: 'silent' }));
writeFileSync(process.argv[2] ?? 'openapi.json', JSON.stringify(documentOf(app), null, 2));
await app.close();
