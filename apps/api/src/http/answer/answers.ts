import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';

import { anyOf, list, nullable, object, reference, text, type Schema } from '../schema/schema.js';
import {
  AGE,
  ETAG,
  LINK,
  LINKS,
  LOCATION,
  MOMENT_HEADERS,
  TIDEMARK_POSITION,
  type AnswerHeaders,
} from './headers.js';

const JSON_TYPE = 'application/json';

/** Further facts about the answers of a route. */
type More = Readonly<{
  /** The schemas of the answer by media type, beside JSON. */
  types?: Readonly<Record<string, Schema>>;
  headers?: AnswerHeaders;
}>;

/** An answer of a status. */
const answers = (
  status: number,
  [description, schema]: readonly [string, Schema | undefined],
  { types = {}, headers }: More,
): MethodDecorator => {
  const bodies = { ...(schema !== undefined && { [JSON_TYPE]: schema }), ...types };
  const content = Object.fromEntries(
    Object.entries(bodies).map(([type, each]) => [type, { schema: each }]),
  );
  const response = { status, description, content, ...(headers && { headers }) };
  // The decorator's type knows the schemas of OpenAPI 3.0 alone, and passes others on.
  return ApiResponse(response as ApiResponseOptions);
};

const asked = (names: Readonly<Record<string, string>>): MethodDecorator[] =>
  Object.entries(names).map(([name, description]) =>
    ApiHeader({ name, description, required: false, schema: { type: 'string' } }),
  );

const PATIENCE = { Prefer: '`wait=` and the seconds that the answer may take; 30 by default' };
const READING = {
  ...PATIENCE,
  'Tidemark-After': 'A position that the answer must reflect',
};
const CHANGING = {
  'Tidemark-Actor': 'The name of the caller, while there is no authentication',
  'Idempotency-Key': 'The same request with the same key has the same receipt',
  ...PATIENCE,
};
const MATCHING = { 'If-Match': 'The ETag that the thing must still have; else 412' };

/** The operation id of a route, and its summary. */
type Titled = readonly [operationId: string, summary: string];

/** The status of a question at a tag that does not exist. */
const NO_SUCH_TAG = 404;

/** A read about a moment whose answer has other forms or headers too. */
export const ReadsWith = (
  [operationId, summary]: Titled,
  schema: Schema,
  { headers, ...more }: More,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    answers(200, [summary, schema], {
      ...more,
      headers: { ...MOMENT_HEADERS, ...AGE, ...headers },
    }),
    Refuses(NO_SUCH_TAG),
    ...asked(READING),
  );

/** A read about a moment: its operation id, its summary, and the schema of its answer. */
export const Reads = (id: string, summary: string, schema: Schema): MethodDecorator =>
  ReadsWith([id, summary], schema, {});

/** A read of one thing, whose ETag goes into If-Match. */
export const ReadsThing = (id: string, summary: string, schema: Schema): MethodDecorator =>
  ReadsWith([id, summary], schema, { headers: ETAG });

/** A read of a list, page by page. */
export const Lists = (id: string, summary: string, item: Schema): MethodDecorator =>
  ReadsWith([id, summary], object(pageOf(item)), { headers: LINK });

/** A read of a list, page by page, in both directions where it begins in its middle. */
export const ListsBothWays = (id: string, summary: string, item: Schema): MethodDecorator =>
  ReadsWith([id, summary], object(pageOf(item), { prev: nullable(text) }), {
    headers: LINKS,
  });

/** The fields of a page. */
export const pageOf = (item: Schema): Readonly<Record<'items' | 'next', Schema>> => ({
  items: list(item),
  next: nullable(text),
});

/** A read that is about no moment of the cluster. */
export const Tells = (
  [operationId, summary]: Titled,
  schema: Schema | undefined,
  more: More = {},
): MethodDecorator =>
  applyDecorators(ApiOperation({ operationId, summary }), answers(200, [summary, schema], more));

/** A route that begins a job. */
export const Begins = (operationId: string, summary: string, schema: Schema): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    answers(202, ['The job, which has begun', schema], {
      headers: { Location: { ...LOCATION.Location, required: true } },
    }),
  );

/** A read of a list that is about no moment of the cluster. */
export const ListsPresent = (id: string, summary: string, item: Schema): MethodDecorator =>
  Tells([id, summary], object(pageOf(item)), { headers: LINK });

/** The problems of a route, beside those that the document gives to all routes of its kind. */
export const Refuses = (...statuses: readonly number[]): MethodDecorator =>
  applyDecorators(...statuses.map((status) => ApiResponse({ status, description: '' })));

/** The answer of a dry run of a command. */
const WOULD_BE: Schema = reference('WhatIf');

/** A route that sends commands, and answers otherwise than with a receipt. */
export const Calls = (
  operationId: string,
  summary: string,
  { answer, isTriable }: Pick<Change, 'answer' | 'isTriable'>,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    answers(200, [summary, isTriable ? anyOf(answer, WOULD_BE) : answer], {
      headers: MOMENT_HEADERS,
    }),
    ...asked(CHANGING),
  );

/** A route that works outside the history of the cluster, or on many things at once. */
export const Works = (operationId: string, summary: string, schema: Schema): MethodDecorator =>
  applyDecorators(Tells([operationId, summary], schema), ...asked(CHANGING));

/** The facts of a command about its answers. */
type Change = Readonly<{
  status: 200 | 201;
  answer: Schema;
  isAtOnce: boolean;
  hasETag: boolean;
  /** True if the query may have `dryRun`. */
  isTriable: boolean;
}>;

const stillRunning = (answer: Schema, headers: AnswerHeaders): MethodDecorator =>
  answers(202, ['Still running', answer], { headers: { ...LOCATION, ...headers } });

/** The receipt, and what a dry run answers with. */
const receipts = (
  { status, answer, isTriable }: Pick<Change, 'status' | 'answer' | 'isTriable'>,
  headers: AnswerHeaders,
): readonly MethodDecorator[] => {
  if (!isTriable) return [answers(status, ['The receipt', answer], { headers })];
  const tried = 'The receipt; for a dry run, what would happen';
  if (status === 200) return [answers(200, [tried, anyOf(answer, WOULD_BE)], { headers })];
  return [
    answers(status, ['The receipt', answer], { headers }),
    answers(200, ['For a dry run: what would happen', WOULD_BE], { headers: TIDEMARK_POSITION }),
  ];
};

/** A route that changes or creates something. */
export const Changes = (
  operationId: string,
  summary: string,
  { status, answer, isAtOnce, hasETag, isTriable }: Change,
): MethodDecorator => {
  const location = { Location: { ...LOCATION.Location, required: true } };
  const headers = { ...TIDEMARK_POSITION, ...(status === 201 && location) };
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ...receipts({ status, answer, isTriable }, headers),
    ...(isAtOnce ? [] : [stillRunning(answer, headers)]),
    ...(hasETag ? [Refuses(412)] : []),
    ...asked({ ...CHANGING, ...(hasETag && MATCHING) }),
  );
};
