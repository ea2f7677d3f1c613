import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { AsOfQuery } from './as-of.js';
import { badRequest } from '../answer/http-problem.js';
import { type List } from '../answer/reply.js';
import { type RequestContext } from './request.js';
import { Optional } from './optional.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** The size of a page, and the cursor to begin after. */
export class PageQuery extends AsOfQuery {
  @ApiPropertyOptional({ default: DEFAULT_LIMIT, maximum: MAX_LIMIT })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  readonly limit: number = DEFAULT_LIMIT;

  @ApiPropertyOptional({ description: '`next` of the previous page' })
  @Optional()
  @IsString()
  @MaxLength(255)
  readonly cursor?: string;
}

/** A page of items that are all in memory; the cursor is an item's id. */
export const pageOf = <Item extends { id: string }>(
  items: readonly Item[],
  { limit, cursor }: PageQuery,
  { reply }: RequestContext,
): List<Item> => {
  const after = cursor === undefined ? -1 : items.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && after < 0)
    throw badRequest('/cursor', `"${cursor}" is no cursor of this list`);
  const page = items.slice(after + 1, after + 1 + limit);
  const isLast = after + 1 + page.length >= items.length;
  return withNext(page, isLast ? undefined : page.at(-1)?.id, reply);
};

/** A page with a link to the next one. */
export const withNext = <Item>(
  items: readonly Item[],
  cursor: string | undefined,
  reply: RequestContext['reply'],
): List<Item> => {
  if (cursor !== undefined) reply.next = `?cursor=${encodeURIComponent(cursor)}`;
  return { items, next: cursor ?? null };
};
