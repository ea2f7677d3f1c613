import { inspect } from 'node:util';

import { isRestoring, keepFilesPrivate, restoreArchive, Vault } from '#engine';
import { growHeapSlowly } from '#runtime';

import { lineOf } from './start/refused-start.js';
import { restoreOption } from './start/restore-option.js';
import { readSettings } from './start/settings.js';
import { withoutQuote } from './start/without-quote.js';

/** Refuses wrong settings before the parts of the server load, which takes most of a start. */
const run = async (): Promise<void> => {
  growHeapSlowly();
  keepFilesPrivate();
  const settings = readSettings(process.env);
  new Vault(settings.masterKeyFile).check();
  const restore = restoreOption(process.argv.slice(2));
  if (restore !== undefined || isRestoring(settings))
    await restoreArchive(settings, restore, (line) => {
      console.error(line);
    });
  const { serve } = await import('./serve.js');
  await serve(settings);
};

run().catch((error: unknown) => {
  console.error(lineOf(error) ?? withoutQuote(inspect(error)));
  process.exit(1);
});
