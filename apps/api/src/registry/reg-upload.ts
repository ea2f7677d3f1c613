import { type Hash } from 'node:crypto';

import { type FastifyRequest } from 'fastify';

import { ChangeList, PartsInMemory } from '#application';
import { charsetOf, RegFileReader, type RegFileOptions, type RegFileReport } from '#registry';

import { beginHash } from '../http/request/request.js';
import { charsetLabel, unknownCharset } from '../http/request/media-type.js';
import { TakenBody } from '../http/request/taken-body.js';
import { type Share } from '../wire/budget.js';
import { type UploadPlace } from '../wire/pieces.js';
import { toPhysicalKeys } from './registry-changes.js';
import { Spool } from './spool.js';
import { takePieces } from './uploads.js';

/** A valid `.reg` file that was read to its end, as the changes that it asks for. */
export class RegUpload extends TakenBody {
  readonly hash: string;
  readonly list: ChangeList;
  readonly report: RegFileReport;

  private constructor(
    reading: Reading,
    private readonly share: Pick<Share, 'release'>,
  ) {
    super();
    this.list = reading.end();
    this.hash = reading.hash.digest('hex');
    this.report = reading.report;
  }

  /**
   * Reads a file while it is uploaded, and keeps a long list of changes in a folder. The rest of an
   * invalid file is read and dropped, so that the sender gets the answer.
   *
   * @throws RegFileError if the file is invalid
   * @throws HttpProblem 415 for an unknown charset, 503 if too many other files are being read, 408
   *   if the upload stops
   */
  static async read(request: FastifyRequest, place: UploadPlace): Promise<RegUpload> {
    const { method, url, query } = request;
    const charset = charsetIn(request);
    const list = new ChangeList(new Spool(place.folder));
    const reading = new Reading(hashFor(method, url, charset), list, {
      ...(query as FileQuery),
      charset,
    });
    let share: Share | undefined;
    try {
      share = await takePieces(request, place, (piece) => {
        reading.take(piece);
      });
      return new RegUpload(reading, share);
    } catch (error) {
      reading.list.close();
      share?.release();
      throw error;
    }
  }

  /**
   * Reads a file that is at hand as text.
   *
   * @param path with the query of the request
   * @throws RegFileError if the file is invalid
   */
  static ofText(text: string, path: string): RegUpload {
    const query = Object.fromEntries(new URL(path, 'http://localhost').searchParams) as FileQuery;
    const list = new ChangeList(new PartsInMemory());
    const reading = new Reading(beginHash('PATCH', path), list, { ...query, charset: 'utf-8' });
    reading.take(Buffer.from(text));
    return new RegUpload(reading, { release: () => undefined });
  }

  close(): void {
    this.list.close();
    this.share.release();
  }
}

/** The query of an upload, before its check, which refuses a field with another value. */
type FileQuery = Readonly<{ view?: unknown; strict?: unknown; otherRoots?: unknown }>;

/** A declared charset changes the meaning of the bytes, so it is part of the request's hash. */
const hashFor = (method: string, url: string, charset: string | undefined): Hash => {
  const hash = beginHash(method, url);
  return charset === undefined ? hash : hash.update(`charset=${charset}\n`);
};

/** @throws HttpProblem 415 for a charset without a decoder */
const charsetIn = ({ headers }: FastifyRequest): string | undefined => {
  const label = charsetLabel(headers['content-type']);
  if (label === undefined) return undefined;
  const charset = charsetOf(label);
  if (charset === undefined) throw unknownCharset(label);
  return charset;
};

class Reading {
  private readonly reader: RegFileReader;
  private readonly toPhysical: ReturnType<typeof toPhysicalKeys>;
  private failure: unknown;

  constructor(
    readonly hash: Hash,
    readonly list: ChangeList,
    { charset, view, strict, otherRoots }: FileQuery & Pick<RegFileOptions, 'charset'>,
  ) {
    this.reader = new RegFileReader({
      charset,
      isStrict: strict === 'true',
      otherRoots: otherRoots === 'skip' ? 'skip' : 'refuse',
    });
    this.toPhysical = toPhysicalKeys(view === '32-bit' ? '32-bit' : '64-bit');
  }

  get report(): RegFileReport {
    return this.reader.report;
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

  end(): ChangeList {
    if (this.failure !== undefined) throw this.failure as Error;
    for (const change of this.reader.end()) this.list.add(this.toPhysical(change));
    return this.list.end();
  }
}
