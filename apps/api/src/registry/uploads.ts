import { errorCodes, type FastifyRequest } from 'fastify';

import { type Share } from '../wire/budget.js';
import { piecesOf, type UploadPlace } from '../wire/pieces.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** The mark of a route whose body may be a `.reg` file or a hive. */
export const TAKES_REGISTRY_FILE = { takesRegistryFile: true } as const;

export const takesRegistryFile = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof TAKES_REGISTRY_FILE>).takesRegistryFile === true;

/**
 * Takes the pieces of a file as they come.
 *
 * @returns the share of the budget of uploads, which the caller releases
 * @throws HttpProblem 503 if too many other files are being read, 408 if the upload stops
 */
export const takePieces = async (
  { headers, raw }: FastifyRequest,
  place: UploadPlace,
  take: (piece: Buffer) => void,
): Promise<Share> => {
  const length = Number(headers['content-length'] ?? 0);
  const limit = Math.min(MAX_BYTES, place.uploads.bounds.bytes);
  if (length > limit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
  const share = place.uploads.admit(length);
  let bytes = 0;
  try {
    for await (const piece of piecesOf(raw, place)) {
      bytes += piece.length;
      if (bytes > limit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
      share.grow(piece.length);
      take(piece);
      // Data that has already come would be read without a turn for other requests.
      await place.turns.next();
    }
    return share;
  } catch (error) {
    share.release();
    throw error;
  }
};
