import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { errorCodes, type FastifyRequest } from 'fastify';

import { reasonOf, StoreUnavailable } from '#event-store';

import { beginHash } from '../http/request/request.js';
import { TakenBody } from '../http/request/taken-body.js';
import { type Share } from '../wire/budget.js';
import { piecesOf, type UploadPlace } from '../wire/pieces.js';

/** The media type of an archive. */
export const ARCHIVE = 'application/zstd';

const MAX_BYTES = 4 * 1024 ** 3;

/** The mark of a route whose body is an archive. */
export const TAKES_ARCHIVE = { takesArchive: true } as const;

export const takesArchive = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof TAKES_ARCHIVE>).takesArchive === true;

/** An archive that was uploaded into a file of the data folder, which goes with the request. */
export class ArchiveUpload extends TakenBody {
  private isKept = false;

  private constructor(
    readonly file: string,
    readonly hash: string,
    private readonly share: Pick<Share, 'release'>,
  ) {
    super();
  }

  /**
   * @throws HttpProblem 503 if too many other bodies are being read, 408 if the upload stops
   * @throws StoreUnavailable if the data folder can't hold it
   */
  static async read(request: FastifyRequest, place: UploadPlace): Promise<ArchiveUpload> {
    const { method, url } = request;
    const share = place.uploads.admit();
    // Files of this name are removed at the next start.
    const file = join(place.folder, `job-upload-${randomUUID()}`);
    try {
      const hash = beginHash(method, url);
      await writing(file, (handle) =>
        taken(request, place, async (piece) => {
          hash.update(piece);
          await handle.writeFile(piece);
        }),
      );
      return new ArchiveUpload(file, hash.digest('hex'), share);
    } catch (error) {
      rmSync(file, { force: true });
      share.release();
      throw error;
    }
  }

  /** Leaves the file to a job, which removes it. */
  keep(): string {
    this.isKept = true;
    return this.file;
  }

  close(): void {
    this.share.release();
    if (!this.isKept) rmSync(this.file, { force: true });
  }
}

const taken = async (
  { raw }: FastifyRequest,
  place: UploadPlace,
  take: (piece: Buffer) => Promise<void>,
): Promise<void> => {
  let bytes = 0;
  for await (const piece of piecesOf(raw, place)) {
    bytes += piece.length;
    if (bytes > MAX_BYTES) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
    try {
      await take(piece);
    } catch (cause) {
      throw new StoreUnavailable(`the data folder can't be written: ${reasonOf(cause)}`, { cause });
    }
    await place.turns.next();
  }
};

const writing = async (
  file: string,
  work: (handle: FileHandle) => Promise<void>,
): Promise<void> => {
  const handle = await open(file, 'wx', 0o600);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
};
