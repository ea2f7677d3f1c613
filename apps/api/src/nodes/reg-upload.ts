import { type Hash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { errorCodes, type FastifyRequest } from 'fastify';

import { RegFileReader, type RegistryView } from '#registry';

import { beginHash } from '../core/request.js';
import { TakenBody } from '../core/taken-body.js';
import { LongList } from './long-list.js';
import { toPhysicalKeys } from './registry-changes.js';
import { Spool } from './spool.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** The mark of a route whose body may be a `.reg` file. */
export const TAKES_REG_FILE = { takesRegFile: true } as const;

export const takesRegFile = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof TAKES_REG_FILE>).takesRegFile === true;

/** A `.reg` file that was read to its end and is good: the changes it asks for. */
export class RegUpload extends TakenBody {
  private constructor(
    readonly list: LongList,
    readonly hash: string,
  ) {
    super();
  }

  /**
   * Reads a file while it comes in, and keeps what it asks for in a folder where it is long. The
   * rest of a file that is wrong is let pass, so that its sender hears of it.
   *
   * @throws RegFileError where the file is wrong
   */
  static async read(
    { method, url, headers, query }: FastifyRequest,
    payload: Readable,
    folder: string,
  ): Promise<RegUpload> {
    if (Number(headers['content-length']) > MAX_BYTES)
      throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
    const reading = new Reading(beginHash(method, url), folder, viewOf(query));
    try {
      for await (const piece of piecesOf(payload)) {
        reading.take(piece);
        // What has come already would be given out without others having their turn.
        await turn();
      }
      return new RegUpload(reading.end(), reading.hash.digest('hex'));
    } catch (error) {
      reading.list.close();
      throw error;
    }
  }

  close(): void {
    this.list.close();
  }
}

/** What is no view is refused with the rest of the query. */
const viewOf = (query: unknown): RegistryView =>
  (query as { view?: unknown }).view === '32-bit' ? '32-bit' : '64-bit';

/** A body's pieces, up to the limit; it is left as it is when they are not taken to the end. */
async function* piecesOf(payload: Readable): AsyncIterable<Buffer> {
  let bytes = 0;
  const pieces = payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
      yield piece;
    }
  } catch (error) {
    // Whoever went away in the midst of sending is no defect.
    throw Object.assign(error as Error, { statusCode: (error as Fault).statusCode ?? 400 });
  }
}

type Fault = Readonly<{ statusCode?: number }>;

class Reading {
  readonly list: LongList;
  private readonly reader = new RegFileReader();
  private readonly toPhysical: ReturnType<typeof toPhysicalKeys>;
  private failure: unknown;

  constructor(
    readonly hash: Hash,
    folder: string,
    view: RegistryView,
  ) {
    this.list = new LongList(new Spool(folder));
    this.toPhysical = toPhysicalKeys(view);
  }

  take(piece: Buffer): void {
    this.hash.update(piece);
    if (this.failure !== undefined) return;
    try {
      for (const change of this.reader.push(piece)) this.list.add(this.toPhysical(change));
    } catch (error) {
      this.failure = error;
    }
  }

  end(): LongList {
    if (this.failure !== undefined) throw this.failure as Error;
    for (const change of this.reader.end()) this.list.add(this.toPhysical(change));
    return this.list.end();
  }
}
