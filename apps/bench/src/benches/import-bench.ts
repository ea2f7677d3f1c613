import { parseRegFile } from '#registry';

import { startEngine } from '../engine.js';
import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

/** A `.reg` file of about a number of bytes, in UTF-16LE as regedit writes it. */
export const regFile = (bytes: number, words = 'as long as such texts often are'): Buffer => {
  const lines = ['\ufeffWindows Registry Editor Version 5.00', ''];
  for (let size = 0, index = 0; 2 * size < bytes; index += 1) {
    const line =
      index % 50 === 0
        ? `\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Bench\\Import\\Key ${index}]`
        : `"Value ${index}"="text of value ${index}, ${words}"`;
    lines.push(line);
    size += line.length + 2;
  }
  return Buffer.from([...lines, ''].join('\r\n'), 'utf16le');
};

export const importBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const file = regFile(rounds.sizes['bytes'] ?? 10_000_000);
    const server = await startEngine(folder);
    const client = await HttpClient.connect(server.url);
    let count = 0;
    const imported = async (): Promise<number> => {
      count += 1;
      const name = `node-${count}`;
      await client.send('POST /v1/nodes', JSON.stringify({ name }));
      return seconds(() =>
        client.send(`PATCH /v1/nodes/${name}/registry`, file, 'text/x-ms-regedit'),
      );
    };
    try {
      return [
        await compare(
          rounds,
          {
            first: ['import s', imported],
            second: ['parse s', () => seconds(() => parseRegFile(file))],
          },
          {
            bench: 'import',
            measure: `import of a .reg file of ${file.length} bytes : parsing it alone`,
            aim: { most: 4 },
          },
        ),
      ];
    } finally {
      client.close();
      await server.stop();
    }
  });
