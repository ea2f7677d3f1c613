import { Client } from './client.js';
import { startServer } from './server.js';
import { tellAll } from './story.js';
import { Telling } from './telling.js';

const tell = new Telling((line) => {
  console.log(line);
});

const server = await startServer();
try {
  await tellAll({ client: new Client(server.url), tell });
  console.log('\nEverything was as it says.');
} catch (error) {
  console.error(`\nNot as it says: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await server.stop();
}
