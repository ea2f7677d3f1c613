import { toPosition, type Position } from '#event-store';

/** A place in a list, and the question whose answer the list is. */
export type Cursor = Readonly<{
  /** A digest of the log, the path and the filters, without the things that they name. */
  question: string;
  /** A digest of the ids of these things. */
  things: string;
  /** The position of the first page. */
  at: string;
  /** The moment as the first request gave it; undefined if it gave none. */
  typed: string | undefined;
  /** The place after which the page begins, in the list's own words. */
  after: string;
  /** The positions of the tags that the question names, by folded name. */
  tags: ReadonlyMap<string, Position>;
}>;

/** The text of a cursor, for a query. */
export const encodeCursor = ({ question, things, at, typed, after, tags }: Cursor): string => {
  const tagged = [...tags].map(([tag, position]) => `${tag}@${position}`);
  const parts = [question, things, at, typed ?? null, after, ...tagged];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
};

/** The cursor of a text; undefined for any other text. */
export const decodeCursor = (text: string): Cursor | undefined => {
  const parts = partsOf(text);
  if (!Array.isArray(parts) || parts.length < PARTS) return undefined;
  const [question, things, at, typed, after, ...tagged] = parts as readonly unknown[];
  if (![question, things, at, typed ?? '', after].every(isText)) return undefined;
  const tags = tagsOf(tagged);
  const texts = { question, things, at, after } as Omit<Cursor, 'typed' | 'tags'>;
  return POSITION.test(texts.at) && tags !== undefined
    ? { ...texts, typed: (typed ?? undefined) as string | undefined, tags }
    : undefined;
};

/** The tags of a cursor; undefined for anything else. */
const tagsOf = (parts: readonly unknown[]): Cursor['tags'] | undefined => {
  const tags = new Map<string, Position>();
  for (const part of parts) {
    const [, tag, position] = TAGGED.exec(typeof part === 'string' ? part : '') ?? [];
    if (tag === undefined || position === undefined) return undefined;
    tags.set(tag, toPosition(BigInt(position)));
  }
  return tags;
};

const partsOf = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
};

const isText = (part: unknown): boolean => typeof part === 'string';

const PARTS = 5;
const POSITION = /^\d{1,18}$/;
const TAGGED = /^([^@]+)@(\d{1,18})$/;
