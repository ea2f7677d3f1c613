import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const FILE = resolve(import.meta.dirname, '../../e2e/openapi.generated.json');
const KEY = 'tidemark';

const openDocument = () => {
  // Code that is run a few times isn't worth its optimization, which takes as long as all the rest.
  const code = { optimize: false };
  const ajv = new Ajv2020({ strict: false, validateSchema: false, discriminator: true, code });
  formats.default(ajv);
  ajv.addSchema(JSON.parse(readFileSync(FILE, 'utf8')), KEY);
  return ajv;
};

let opened;
const compiled = new Map();

/**
 * The fault of a value by a schema of the OpenAPI document of the server; undefined if there is none.
 * It belongs to the worker and not to a spec: each schema is compiled once for all its specs.
 *
 * @param pointer the JSON pointer of the schema, as the fragment of a URL
 */
export const faultBySchema = (pointer, value) => {
  opened ??= openDocument();
  const check = compiled.get(pointer) ?? opened.compile({ $ref: `${KEY}#${pointer}` });
  compiled.set(pointer, check);
  return check(value) ? undefined : opened.errorsText(check.errors);
};
