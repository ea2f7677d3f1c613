import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { verifyArchiveFile, type Fault } from '#engine';

import { WrongArguments, type Arguments } from './arguments.js';

/**
 * Verifies an archive without a server.
 *
 * @returns the faults in words; none if the archive is whole
 * @throws WrongArguments if a file is not there
 */
export const verifyFile = async ({ file, key }: Arguments): Promise<readonly string[]> => {
  for (const path of [file, ...(key === undefined ? [] : [key])])
    if (!existsSync(path) || !statSync(path).isFile())
      throw new WrongArguments(`there is no file ${path}`);
  const faults: string[] = [];
  const context = {
    pause: () => undefined,
    progress: () => undefined,
    fault: (fault: Fault) => {
      faults.push(wordsOf(fault));
    },
  };
  const scratch = join(tmpdir(), `tidemark-verify-${randomUUID()}.db`);
  await verifyArchiveFile(context, { file, masterKeyFile: key, scratch });
  return faults;
};

const wordsOf = ({ what, where, expected, found }: Fault): string => {
  const { thing, event, stream, position } = where;
  const place = [
    ...(thing === undefined ? [] : [thing]),
    ...(event === undefined ? [] : [`event ${event}`]),
    ...(stream === undefined ? [] : [stream]),
    ...(position === undefined ? [] : [`number ${position}`]),
  ].join(', ');
  return `${what}${place === '' ? '' : ` (${place})`}: expected ${expected}, found ${found}`;
};
