import { COMMAND_ROUTES } from '../routes/command-table.js';
import { anyOf, constant, object, text, type Schema } from './schema.js';

type Json = Readonly<Record<string, unknown>>;
type Content = Readonly<{ content?: Readonly<Record<string, Readonly<{ schema: Schema }>>> }>;
type Reference = Readonly<{ $ref: string }>;

/** A command of a batch: that of any route, with the body that the route takes. */
export const batchCommands = (
  paths: Readonly<Record<string, Json>>,
  schemas: Readonly<Record<string, unknown>>,
): Schema =>
  anyOf(
    ...COMMAND_ROUTES.map(({ method, path: pattern }) => {
      const path = pattern.replaceAll(/:(\w+)/g, '{$1}');
      const { requestBody = {} } = (paths[path]?.[method.toLowerCase()] ?? {}) as Readonly<{
        requestBody?: Content;
      }>;
      const body = requestBody.content?.['application/json']?.schema;
      const fields = {
        method: constant(method),
        path: { ...text, pattern: `^${pattern.replaceAll(/:\w+/g, '[^/?#]+')}(\\?.*)?$` },
      };
      if (body === undefined) return object(fields);
      return needsFields(body, schemas) ? object({ ...fields, body }) : object(fields, { body });
    }),
  );

const NAME = /[^/]+$/;

const needsFields = (body: Schema, schemas: Readonly<Record<string, unknown>>): boolean => {
  const name = NAME.exec((body as unknown as Reference).$ref)?.[0] ?? '';
  const { required = [] } = (schemas[name] ?? {}) as Readonly<{ required?: readonly string[] }>;
  return required.length > 0;
};
