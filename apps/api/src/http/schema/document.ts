import { type OpenAPIObject } from '@nestjs/swagger';

import { PROBLEM_RESPONSES, problemStatuses } from '../answer/problem-responses.js';
import { REG_TEXT } from '../../registry/registry-schemas.js';
import { HIVE, HIVE_BYTES } from '../../registry/hives/hive-answer.js';
import { REG_FILE } from '../../registry/registry-streams.js';
import { batchCommands } from './batch-commands.js';
import { namedSchemas } from './schema.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The document of Nest, which knows OpenAPI 3.0 alone, as a document of OpenAPI 3.1: with the named
 * schemas, and with the problems that each route answers.
 */
export const completeDocument = (document: OpenAPIObject): OpenAPIObject => {
  const { paths, components, ...rest } = in31(document) as OpenAPIObject;
  const described = Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, withProblems(path, item as Json)]),
  );
  const schemas = { ...components?.schemas, ...namedSchemas() };
  const completed = {
    ...rest,
    openapi: '3.1.0',
    paths: described,
    components: {
      ...components,
      schemas: { ...schemas, BatchItemBody: batchCommands(described, schemas) },
      responses: PROBLEM_RESPONSES,
    },
  };
  return completed as unknown as OpenAPIObject;
};

const withProblems = (path: string, item: Json): Json =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) =>
      (METHODS as readonly string[]).includes(method)
        ? [method, operationWithProblems(operation as Json, problemStatuses(method, path))]
        : [method, operation],
    ),
  );

const operationWithProblems = (operation: Json, statuses: readonly number[]): Json => ({
  ...operation,
  ...(isObject(operation['requestBody']) && { requestBody: ofItsType(operation['requestBody']) }),
  responses: Object.fromEntries([
    ...Object.entries(operation['responses'] as Json),
    ...[...statuses, ...statusesIn(operation).filter((status) => status >= FIRST_PROBLEM)].map(
      (status) => [status, { $ref: `#/components/responses/Problem${status}` }],
    ),
  ]) as Json,
});

const FIRST_PROBLEM = 400;

const statusesIn = ({ responses }: Json): readonly number[] =>
  Object.keys(responses as Json).map(Number);

const FILE_SCHEMAS: Readonly<Record<string, object>> = { [REG_FILE]: REG_TEXT, [HIVE]: HIVE_BYTES };

/** A body with a schema for each of its types: Nest gives all of them that of the JSON. */
const ofItsType = ({ content, ...body }: Json): Json => ({
  ...body,
  content: Object.fromEntries(
    Object.entries(content as Json).map(([type, given]) => [
      type,
      FILE_SCHEMAS[type] === undefined ? given : { schema: FILE_SCHEMAS[type] },
    ]),
  ),
});

/** The same with `nullable` of OpenAPI 3.0 as a type of its own. */
const in31 = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(in31);
  if (!isObject(value)) return value;
  const { nullable, ...fields } = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, in31(field)]),
  );
  // A property of a schema may have this name; it is an object then.
  if (nullable !== true) return nullable === undefined ? fields : { ...fields, nullable };
  return typeof fields['type'] === 'string'
    ? { ...fields, type: [fields['type'], 'null'] }
    : { anyOf: [fields, { type: 'null' }] };
};
