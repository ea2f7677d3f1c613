import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from './client.js';
import { ServerProcess } from './server.js';
import { tellAll } from './story.js';
import { Narrator } from './narrator.js';

const narrator = new Narrator((line) => {
  console.log(line);
});

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'tidemark-tour-'));
const server = await ServerProcess.start(folder);

/** Lets the server run on with the data of the story until the tour is interrupted. */
const keep = async (): Promise<void> => {
  console.log(`\nThe console is at ${server.url}. Ctrl+C ends the server and deletes its data.`);
  const stopping = new AbortController();
  const interrupted = ['SIGINT', 'SIGTERM'].map((signal) => once(process, signal, stopping));
  await Promise.race(interrupted);
  stopping.abort();
  await Promise.allSettled(interrupted);
};

try {
  await tellAll({ client: new Client(server.url), narrator });
  console.log('\nEvery step gave the expected result.');
  if (values.keep) await keep();
} catch (error) {
  console.error(`\nUnexpected result: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
