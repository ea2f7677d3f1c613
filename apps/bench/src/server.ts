import { startEngine } from './engine.js';
import { NullStore } from './null-store.js';
import { usualApp } from './usual.js';

/**
 * A server of one of the kinds that are compared; says on standard output where it listens, and ends
 * when its standard input does: also when the process that has started it is gone.
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
