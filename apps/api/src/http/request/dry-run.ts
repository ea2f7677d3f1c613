import { type Type } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

import { Optional } from './optional.js';

const DESCRIPTION =
  '`true` shows what would happen and changes nothing, as a what-if of this command';

/** The query of a command that has no other fields. */
class DryRunQuery {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: DESCRIPTION })
  @Optional()
  @IsIn(['true', 'false'])
  readonly dryRun?: 'true' | 'false';
}

/** The classes with the field, by the class without it: the document has each of them once. */
const MADE = new Map<Type<object>, Type<object>>();

/** A class of a query with `dryRun`. Every command that can be tried has the field. */
export const withDryRun = (query?: Type<object>): Type<object> => {
  if (query === undefined) return DryRunQuery;
  const made = MADE.get(query) ?? extended(query);
  MADE.set(query, made);
  return made;
};

const extended = (query: Type<object>): Type<object> => {
  class WithDryRun extends query {}
  Object.defineProperty(WithDryRun, 'name', { value: query.name });
  const prototype = WithDryRun.prototype;
  ApiPropertyOptional({ enum: ['true', 'false'], description: DESCRIPTION })(prototype, 'dryRun');
  Optional()(prototype, 'dryRun');
  IsIn(['true', 'false'])(prototype, 'dryRun');
  return WithDryRun;
};

/** True if a query asks for a dry run. */
export const isDryRun = (query: unknown): boolean =>
  (query as Readonly<{ dryRun?: unknown }> | undefined)?.dryRun === 'true';

/** A query without `dryRun`. */
export const withoutDryRun = (query: unknown): unknown => {
  if (typeof query !== 'object' || query === null || !('dryRun' in query)) return query;
  return Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'dryRun'));
};

/** A path, as the caller wrote it, without `dryRun` in its query. */
export const pathWithoutDryRun = (url: string): string => {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const query = new URLSearchParams(url.slice(at));
  query.delete('dryRun');
  return query.size === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${String(query)}`;
};
