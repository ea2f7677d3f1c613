import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * Flips a bit in every occurrence of a text in files, while other processes have them open.
 *
 * @returns the number of occurrences
 */
export const flipText = (files: readonly string[], text: string): number => {
  let found = 0;
  for (const name of files) {
    const bytes = readFileSync(name);
    const file = openSync(name, 'r+');
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), found += 1)
      writeSync(file, Buffer.of((bytes[at] ?? 0) ^ 1), 0, 1, at);
    closeSync(file);
  }
  return found;
};
