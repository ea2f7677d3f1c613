import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { StreamableFile } from '@nestjs/common';

import { encodeRegFile } from '#registry';

/** The media type of a `.reg` file. */
export const REG_FILE = 'text/x-ms-regedit';

/**
 * A stream that is made as the reader takes it. Other requests have a turn after each piece: a fast
 * connection would otherwise take all pieces in one turn.
 */
export const streamed = (
  pieces: Iterable<Uint8Array>,
  type: string,
  length?: number,
): StreamableFile =>
  new StreamableFile(Readable.from(inTurns(pieces), { objectMode: false }), {
    type,
    ...(length !== undefined && { length }),
  });

async function* inTurns(pieces: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for (const piece of pieces) {
    yield piece;
    await turn();
  }
}

/** A `.reg` file that is written as the caller takes it. */
export const toFile = (pieces: Iterable<string>): StreamableFile =>
  streamed(encodeRegFile(pieces), REG_FILE);

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
  streamed(chunks(pieces), type);

/** True for a request that accepts a .reg file. */
export const isRegFile = (accept: string | undefined): boolean =>
  accept?.includes(REG_FILE) === true;
