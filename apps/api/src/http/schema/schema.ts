/** Never set: it ties a schema to the type of its values. */
declare const VALUE: unique symbol;

/** A JSON Schema (2020-12) of values of a type. */
export type Schema<Value = unknown> = Readonly<Record<string, unknown>> & {
  readonly [VALUE]?: Value;
};

/** The type of the values of a schema. */
export type Of<Described> = Described extends Schema<infer Value> ? Value : never;

type Properties = Readonly<Record<string, Schema>>;

type Fields<Described extends Properties> = {
  readonly [Name in keyof Described]: Of<Described[Name]>;
};

export const text: Schema<string> = { type: 'string' };
export const flag: Schema<boolean> = { type: 'boolean' };
export const integer: Schema<number> = { type: 'integer' };
export const count: Schema<number> = { type: 'integer', minimum: 0 };
/** RFC 3339. */
export const instant: Schema<string> = { type: 'string', format: 'date-time' };
/** A position in the log; decimal, because it may exceed 2^53. */
export const position: Schema<string> = { type: 'string', pattern: '^\\d+$' };

/** The name of a tag. */
export const tag: Schema<string> = {
  type: 'string',
  pattern: '^[A-Za-z][A-Za-z0-9._-]{0,63}$',
};

/** One of several texts or numbers. */
export const oneOf = <const Value extends string | number>(
  ...values: readonly Value[]
): Schema<Value> => ({
  type: typeof values[0] === 'number' ? 'integer' : 'string',
  enum: values,
});

/** This value alone. */
export const constant = <const Value extends string | boolean>(value: Value): Schema<Value> => ({
  type: typeof value,
  const: value,
});

/** An object with these fields and no others. */
export function object<Required extends Properties>(required: Required): Schema<Fields<Required>>;
export function object<Required extends Properties, Optional extends Properties>(
  required: Required,
  optional: Optional,
): Schema<Fields<Required> & Partial<Fields<Optional>>>;
export function object(required: Properties, optional: Properties = {}): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

export const list = <Value>(items: Schema<Value>): Schema<readonly Value[]> => ({
  type: 'array',
  items,
});

export const anyOf = <const Schemas extends readonly Schema[]>(
  ...schemas: Schemas
): Schema<Of<Schemas[number]>> => ({ anyOf: schemas });

/** One of several objects with names, which a field tells apart. */
export const discriminated = <Value>(
  propertyName: string,
  schemas: readonly Schema<Value>[],
): Schema<Value> => ({ oneOf: schemas, discriminator: { propertyName } });

/** The same, or null. */
export const nullable = <Value>(schema: Schema<Value>): Schema<Value | null> => {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
};

/** The same with a description for readers of the document. */
export const described = <Value>(schema: Schema<Value>, description: string): Schema<Value> => ({
  ...schema,
  description,
});

const COMPONENTS = new Map<string, Schema>();

/** Puts a schema into the document under a name; returns a reference to it. */
export const named = <Value>(name: string, schema: Schema<Value>): Schema<Value> => {
  if (COMPONENTS.has(name)) throw new Error(`there are two schemas with the name ${name}`);
  COMPONENTS.set(name, schema);
  return reference(name);
};

/** A reference to a schema that is named elsewhere. */
export const reference = <Value>(name: string): Schema<Value> => ({
  $ref: `#/components/schemas/${name}`,
});

/** The schemas that have a name. */
export const namedSchemas = (): Readonly<Record<string, Schema>> => Object.fromEntries(COMPONENTS);
