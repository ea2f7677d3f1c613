import { DELETED, type LoggedEvent, type Proposed } from './event.js';

/** The fields of a stream's metadata that affect its reads. */
export type Metadata = Readonly<{
  maxCount?: bigint;
  truncateBefore?: bigint;
  /** In seconds. */
  maxAge?: number;
}>;

const METASTREAM = '$$';

export const isMetastream = (stream: string): boolean => stream.startsWith(METASTREAM);
export const metastreamOf = (stream: string): string => METASTREAM + stream;
export const originalOf = (metastream: string): string => metastream.slice(METASTREAM.length);

/** The metadata in the newest event of a metastream; empty if it is no object. */
export const readMetadata = (event: LoggedEvent | undefined): Metadata => {
  const { $maxCount, $tb, $maxAge } = fieldsOf(event);
  return {
    ...(isNumber($maxCount) && { maxCount: BigInt($maxCount) }),
    ...(isNumber($tb) && { truncateBefore: revisionOf($tb) }),
    ...(isNumber($maxAge) && { maxAge: $maxAge }),
  };
};

/** The first event of every server's log: its scavenge settings and access rights. */
export const firstEvent = (id: string): Proposed =>
  metadataEvent(id, '{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}');

/** The event that soft-deletes a stream. */
export const softDeletion = (id: string): Proposed => metadataEvent(id, `{"$tb":${DELETED}}`);

/**
 * The event that brings a soft-deleted stream back from a revision on, and keeps the other fields.
 */
export const undeletion = (id: string, last: LoggedEvent | undefined, from: bigint): Proposed =>
  metadataEvent(id, JSON.stringify({ ...fieldsOf(last), $tb: Number(from) }));

const metadataEvent = (id: string, json: string): Proposed => ({
  id,
  type: '$metadata',
  isJson: true,
  data: Buffer.from(json),
  metadata: new Uint8Array(),
});

const fieldsOf = (event: LoggedEvent | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(event?.data ?? '').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** JSON.parse can't hold `DELETED` and returns a number that is one higher. */
const revisionOf = (tb: number): bigint => {
  const revision = BigInt(tb);
  return revision > DELETED ? DELETED : revision;
};
