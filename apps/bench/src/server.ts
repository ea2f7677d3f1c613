import { startEngine } from './engine.js';
import { NullStore } from './null-store.js';
import { usualApp } from './usual.js';

/**
 * Runs one of the compared servers. It prints its address on standard output, and ends when its
 * standard input does, so that it also ends with the process that started it.
 */
const [kind = '', folder = ''] = process.argv.slice(2);
const running = await startEngine(folder, kind === 'nothing' ? { store: new NullStore() } : {});
const usual = await usualApp(running.engine);
await usual.listen(0, '127.0.0.1');
console.log(JSON.stringify({ url: running.url, usual: await usual.getUrl() }));
process.stdin.resume().once('end', () => {
  usual
    .close()
    .then(() => running.stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
