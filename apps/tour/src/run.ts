import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from './client.js';
import { ServerProcess } from './server.js';
import { tellAll } from './story.js';
import { Narrator } from './narrator.js';

const narrator = new Narrator((line) => {
  console.log(line);
});

const folder = await mkdtemp(join(tmpdir(), 'tidemark-tour-'));
const server = await ServerProcess.start(folder);
try {
  await tellAll({ client: new Client(server.url), narrator });
  console.log('\nEvery step gave the expected result.');
} catch (error) {
  console.error(`\nUnexpected result: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
