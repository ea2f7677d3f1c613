import { createHash } from 'node:crypto';

import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { idThen, logIdentity, ResolvedTags, type AsOf, type RunningCluster } from '#application';
import { toPosition, type Position } from '#event-store';

import { AsOfQuery } from './as-of.js';
import { badRequest, type HttpProblem } from '../answer/http-problem.js';
import { type List, type ListBothWays } from '../answer/reply.js';
import { type RequestContext } from './request.js';
import { Optional } from './optional.js';
import { namedIn } from './named-things.js';
import { decodeCursor, encodeCursor, type Cursor } from './cursor.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const MAX_CURSOR = 4096;

/** The size of a page, and the cursor to begin after. */
export class LimitQuery {
  @ApiPropertyOptional({ type: 'integer', default: DEFAULT_LIMIT, minimum: 1, maximum: MAX_LIMIT })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  readonly limit: number = DEFAULT_LIMIT;

  @ApiPropertyOptional({
    description: '`next` of the previous page, with the same path and filters',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_CURSOR)
  readonly cursor?: string;
}

/** The same for a list at a moment. */
export class PageQuery extends IntersectionType(AsOfQuery, LimitQuery) {}

/** A page that a request asks for. */
export type Paging = Readonly<{
  /** The moment: that of the first page, for all pages. */
  asOf: AsOf;
  /** The request, which must reflect the position of the first page. */
  context: RequestContext;
  limit: number;
  /** The place in the list after which the page begins; undefined for the first page. */
  after: string | undefined;
  /**
   * The page with a link to the next one.
   *
   * @param next the place after which the next page begins; undefined for the last page
   */
  list: <Item>(items: readonly Item[], next: string | undefined) => List<Item>;
  /** The page with links to the next one and to the one before. */
  listBothWays: <Item>(items: readonly Item[], places: Places) => ListBothWays<Item>;
}>;

/** The places in a list where the pages after one and before it begin; undefined at its ends. */
type Places = Readonly<{ next: string | undefined; prev: string | undefined }>;

/** The fields of a query of a list. */
type AskedPage = Readonly<{ limit: number; cursor?: string }> & Pick<AsOf, 'at' | 'consistency'>;

/**
 * The page that a request asks for. A cursor belongs to its log, its path, its filters, and the
 * moment of the first page. It keeps the positions of the tags in them. A thing has one cursor under
 * its name and its id.
 *
 * @throws HttpProblem 400 for a cursor that belongs to another question
 */
export const pagingOf = (
  cluster: RunningCluster,
  query: AskedPage,
  context: RequestContext,
): Paging => {
  const { limit, cursor, at, consistency, ...filters } = query;
  const { url, reply } = context;
  const { things, ...rest } = namedIn(pathOf(url), filters);
  // A list that needs no cursor is answered, or refused, before the log is named.
  const question = (): string => digestOf([logIdentity(cluster), rest.path, sorted(rest.filters)]);
  const thingsAt = (position: Position | undefined): string =>
    digestOf(things.map((thing) => idThen(cluster, position, thing)));
  const begun = cursor === undefined ? undefined : begunWith(cursor, { at, question });
  const tags = new ResolvedTags(begun?.tags);
  const first = (): Omit<Cursor, 'question' | 'after' | 'tags'> => {
    const asked = at === undefined ? undefined : reply.position;
    return { at: String(reply.position ?? 0n), typed: at, things: thingsAt(asked) };
  };
  const listBothWays: Paging['listBothWays'] = (items, places) => {
    if (begun !== undefined && begun.things !== thingsAt(toPosition(BigInt(begun.at))))
      throw otherList(cursor);
    const encoded = (after: string | undefined): string | null => {
      if (after === undefined) return null;
      return encodeCursor({ ...(begun ?? first()), question: question(), after, tags: tags.all });
    };
    const [next, prev] = [encoded(places.next), encoded(places.prev)];
    reply.next = next === null ? undefined : linkTo(url, next);
    reply.prev = prev === null ? undefined : linkTo(url, prev);
    return { items, next, prev };
  };
  const list: Paging['list'] = (items, next) => {
    const page = listBothWays(items, { next, prev: undefined });
    return { items, next: page.next };
  };
  const after = begun === undefined ? context.after : reached(context, begun);
  const asOf = { at: begun?.at ?? at, consistency, after, tags };
  return { asOf, context: { ...context, after }, limit, after: begun?.after, list, listBothWays };
};

/**
 * The place that a cursor leads to. Its things are compared later, when their names at the position
 * of the first page are known.
 *
 * @throws HttpProblem 400 for a cursor of another question
 */
const begunWith = (
  cursor: string,
  { at, question }: Readonly<{ at: string | undefined; question: () => string }>,
): Cursor => {
  const begun = decodeCursor(cursor);
  if (begun?.question !== question()) throw otherList(cursor);
  if (at !== undefined && at !== begun.typed && at !== begun.at)
    throw badRequest('/cursor', `it belongs to the list at ${begun.at}, not at ${at}`);
  return begun;
};

const otherList = (cursor: string | undefined): HttpProblem =>
  badRequest(
    '/cursor',
    `"${cursor ?? ''}" is no cursor of this list: a cursor goes with the path, the filters and the log of the page it came with`,
  );

/** The position that a later page must reflect: that of the first page, at least. */
const reached = ({ after }: RequestContext, { at }: Cursor): Position => {
  const first = toPosition(BigInt(at));
  return after !== undefined && after > first ? after : first;
};

/** A page of items that are all in memory; the place of an item in the list is its id. */
export const pageOf = <Item>(
  items: readonly Item[],
  { limit, after, list }: Paging,
  idOf: (item: Item) => string,
): List<Item> => {
  const last = after === undefined ? -1 : items.findIndex((item) => idOf(item) === after);
  if (after !== undefined && last < 0) throw badRequest('/cursor', 'it is no cursor of this list');
  const page = items.slice(last + 1, last + 1 + limit);
  const end = page.at(-1);
  const isLast = last + 1 + page.length >= items.length;
  return list(page, isLast || end === undefined ? undefined : idOf(end));
};

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const linkTo = (url: string, cursor: string): string => {
  const search = new URLSearchParams(url.slice(pathOf(url).length));
  search.set('cursor', cursor);
  return `?${String(search)}`;
};

const sorted = (filters: object): readonly (readonly [string, unknown])[] =>
  Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const digestOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, DIGEST_LENGTH);

const DIGEST_LENGTH = 16;
