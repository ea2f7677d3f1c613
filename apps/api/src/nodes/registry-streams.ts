import { Readable } from 'node:stream';

import { StreamableFile } from '@nestjs/common';

import { encodeRegFile } from '#registry';

/** The media type of a `.reg` file. */
export const REG_FILE = 'text/x-ms-regedit';

/** A `.reg` file that is written as the caller takes it. */
export const toFile = (pieces: Iterable<string>): StreamableFile =>
  new StreamableFile(Readable.from(encodeRegFile(pieces)), { type: REG_FILE });

const CHUNK = 64 * 1024;

function* chunks(pieces: Iterable<string>): Iterable<Buffer> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** A text that is made as the caller takes it. */
export const toStream = (pieces: Iterable<string>, type: string): StreamableFile =>
  new StreamableFile(Readable.from(chunks(pieces)), { type });
