import { DOCUMENT, type Operation, type Parameter } from '../support/document/document.js';
import { pick } from './mutate.js';
import { type SeenValues } from './seen-values.js';

type Random = () => number;

/** The parts of a JSON Schema that values are generated from. */
type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  example?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
}>;

const OPTIONAL = 0.35;
const MOST_ITEMS = 3;
const DEFAULT_MAXIMUM = 10;

/** Generates values that a schema of the document allows; its texts are those seen in answers. */
export class Generator {
  constructor(
    private readonly random: Random,
    private readonly seen: SeenValues,
  ) {}

  /** A value for a field of this name. */
  value(name: string, schema: Schema): unknown {
    const { $ref, enum: values, anyOf, oneOf = anyOf } = schema;
    if ($ref !== undefined) return this.value(name, schemaOf($ref));
    if (schema.const !== undefined) return schema.const;
    if (values !== undefined) return pick(this.random, values);
    if (oneOf !== undefined) return this.value(name, pick(this.random, oneOf));
    return this.ofType(name, schema);
  }

  private ofType(name: string, schema: Schema): unknown {
    const { type, items = {} } = schema;
    const one = Array.isArray(type) ? pick(this.random, type as readonly string[]) : type;
    switch (one) {
      case 'object':
        return this.object(schema);
      case 'array':
        return Array.from({ length: this.below(MOST_ITEMS + 1) }, () => this.value(name, items));
      case 'integer':
      case 'number':
        return this.number(schema);
      case 'boolean':
        return this.random() < 0.5;
      case 'null':
        return null;
      default:
        return this.text(name, schema);
    }
  }

  private object({ properties = {}, required = [] }: Schema): object {
    const names = Object.keys(properties).filter(
      (name) => required.includes(name) || this.random() < OPTIONAL,
    );
    return Object.fromEntries(
      names.map((name) => [name, this.value(name, properties[name] ?? {})]),
    );
  }

  private number({ minimum = 0, maximum = DEFAULT_MAXIMUM, example }: Schema): number {
    if (typeof example === 'number' && this.random() < 0.5) return example;
    const high = this.random() < 0.9 ? Math.min(maximum, minimum + DEFAULT_MAXIMUM) : maximum;
    return minimum + this.below(high - minimum + 1);
  }

  private text(name: string, { pattern, example }: Schema): string {
    if (pattern !== undefined) return this.matching(pattern);
    if (typeof example === 'string' && this.random() < 0.3) return example;
    return this.seen.text(this.random, name);
  }

  /** A text for a pattern of a path: any segment is a name that was seen. */
  private matching(pattern: string): string {
    return pattern
      .replace(/^\^|\$$/g, '')
      .replaceAll('(\\?.*)?', '')
      .replaceAll('[^/?#]+', () => encodeURIComponent(this.seen.text(this.random, 'name')));
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}

const PREFIX = '#/components/schemas/';

const schemaOf = (reference: string): Schema =>
  DOCUMENT.components.schemas[reference.slice(PREFIX.length)] ?? {};

/** A route of the document. */
export type Route = Readonly<{ method: string; path: string; operation: Operation }>;

/** Every route of the document. */
export const ROUTES: readonly Route[] = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
  })),
);

/** The parameters of a route at a place: `path`, `query` or `header`. */
export const parametersOf = ({ operation }: Route, place: string): readonly Parameter[] =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === place);
