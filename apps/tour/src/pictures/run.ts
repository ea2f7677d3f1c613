import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '../client.js';
import { Narrator } from '../narrator.js';
import { ServerProcess } from '../server.js';
import { tellAll } from '../story.js';
import { take } from './camera.js';
import { launchChromium } from './chromium.js';
import { picturesNamed } from './pictures.js';

const folder = await mkdtemp(join(tmpdir(), 'tidemark-pictures-'));
const server = await ServerProcess.start(folder, undefined, { TIDEMARK_CLUSTER: 'tour' });
// Gray edges of letters make small files.
const browser = await launchChromium('--disable-lcd-text');

/** The story, and a backup that an edit comes after. */
const tell = async (client: Client): Promise<void> => {
  await tellAll({ client, narrator: new Narrator(() => undefined) });
  const body = { name: 'before-patches', reason: 'patches come tonight' };
  await client.send('POST', 'backups', body);
  await client.edit('node-a', ['SOFTWARE\\Contoso\\Patches', 'Level'], 'KB5031358');
};

try {
  const client = new Client(server.url);
  await tell(client);
  const [first] = await client.list<Readonly<{ recordedAt: string }>>('events?limit=1');
  const begin = new Date(first?.recordedAt ?? Date.now());
  for (const picture of picturesNamed(process.argv.slice(2))) {
    const bytes = await take(picture, { browser, client, url: server.url, begin });
    console.log(`docs/pictures/${picture.name}.png: ${bytes} bytes`);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
