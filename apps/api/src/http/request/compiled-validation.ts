import {
  type ArgumentMetadata,
  type Type,
  ValidationPipe,
  type ValidationPipeOptions,
} from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidatorConstraintInterface } from 'class-validator';

/** True for a value that certainly satisfies a decorated class. */
type Check = (value: unknown) => boolean;

export type Dto = Type<object>;
export type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** The metadata that class-validator stores for a class. */
export const rulesOf = (dto: Dto): readonly Rule[] =>
  getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);

/** True for a JSON object. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/**
 * Compiles a check from the metadata that class-validator and class-transformer store for a class,
 * so that the decorators stay the only source. Undefined for a class with unknown metadata, or with
 * conversions of values.
 */
export const compileCheck = (dto: Dto): Check | undefined => {
  const byProperty = Map.groupBy(rulesOf(dto), ({ propertyName }) => propertyName);
  const fields = new Map<string, Check>();
  for (const [property, own] of byProperty) {
    const check = compileField(dto, property, own);
    if (check === undefined) return undefined;
    fields.set(property, check);
  }
  const all = [...fields];
  return (value) =>
    isPlain(value) &&
    Object.keys(value).every((name) => fields.has(name)) &&
    all.every(([name, check]) => check(value[name]));
};

/** The check of one field by all of its rules. */
export const compileField = (
  dto: Dto,
  property: string,
  rules: readonly Rule[],
): Check | undefined => {
  const isOptional = rules.some((rule) => isLeftOut(rule));
  const checks: Check[] = [];
  for (const rule of rules) {
    if (isLeftOut(rule)) continue;
    const check = compileRule(dto, property, rule);
    if (check === undefined) return undefined;
    checks.push(rule.each ? eachOf(check) : check);
  }
  if (isConverted(dto, property)) return undefined;
  return (value) => (isOptional && value === undefined) || checks.every((check) => check(value));
};

/** True for the condition that a field may be left out. */
export const isLeftOut = ({ type, constraints }: Rule): boolean =>
  type === 'conditionalValidation' &&
  (constraints as ((object: object, value: unknown) => boolean)[])[0]?.({}, undefined) === false &&
  (constraints as ((object: object, value: unknown) => boolean)[])[0]?.({}, null) === true;

const eachOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** The check of one rule; undefined for one of an unknown kind. */
export const compileRule = (dto: Dto, property: string, rule: Rule): Check | undefined => {
  if (rule.type === 'nestedValidation') return compileNested(dto, property);
  if (rule.type !== 'customValidation') return undefined;
  const constraint = new (rule.constraintCls as unknown as Type<ValidatorConstraintInterface>)();
  const args = { targetName: dto.name, object: {}, property, constraints: rule.constraints };
  return (value) => constraint.validate(value, { ...args, value }) === true;
};

/** The value that class-transformer makes from a field. */
const transformed = (dto: Dto, property: string, value: unknown): unknown =>
  (plainToInstance(dto, { [property]: value }) as Record<string, unknown>)[property];

const isConverted = (dto: Dto, property: string): boolean =>
  transformed(dto, property, '1') !== '1';

/** The class of the value that is nested in a field. */
export const nestedIn = (dto: Dto, property: string): Dto =>
  (transformed(dto, property, {}) as object).constructor as Dto;

/** Checks a nested class. Its values stay plain objects, so the class may have no defaults. */
const compileNested = (dto: Dto, property: string): Check | undefined => {
  const nested = nestedIn(dto, property);
  if (nested === Object || hasDefaults(nested)) return undefined;
  const check = compileCheck(nested);
  return check && ((value) => (Array.isArray(value) ? value.every(check) : check(value)));
};

const hasDefaults = (dto: Dto): boolean =>
  Object.values(new dto()).some((value) => value !== undefined);

const hasRules = (metatype: ArgumentMetadata['metatype']): boolean =>
  rulesOf(metatype as Dto).length > 0;

/** True for the body of a route that names its fields. */
const isBody = ({ type, metatype }: ArgumentMetadata): boolean =>
  type === 'body' && hasRules(metatype);

/**
 * Nest's validation pipe with a faster path: a value that passes the compiled check is accepted at
 * once. Nest's pipe checks every other value and finds the reasons.
 */
export class CompiledValidationPipe extends ValidationPipe {
  private readonly checks = new Map<unknown, Check | undefined>();

  /**
   * @param refuse throws for a value that is no object, and for one that is so large that only its
   * first fault is reported
   */
  constructor(
    options: ValidationPipeOptions,
    private readonly refuse: (dto: Dto, value: unknown) => void,
  ) {
    super(options);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (metatype === String && typeof value === 'string') return value;
    const passed = this.pass(value, metatype);
    if (passed !== undefined) return passed;
    // A list has methods with the names of fields, such as `values`: class-validator must not see it.
    const isBodyOfNoObject = isBody(metadata) && !isPlain(value ?? {});
    if (isBodyOfNoObject || this.checkOf(metatype) !== undefined)
      this.refuse(metatype as Dto, value);
    return super.transform(value, metadata) as unknown;
  }

  /** The value as an instance of its class, if it is certainly valid. */
  pass(value: unknown, metatype: ArgumentMetadata['metatype']): object | undefined {
    const check = this.checkOf(metatype);
    return check?.(value) === true
      ? Object.assign(new (metatype as Dto)(), value as object)
      : undefined;
  }

  private checkOf(metatype: ArgumentMetadata['metatype']): Check | undefined {
    if (this.checks.has(metatype)) return this.checks.get(metatype);
    const check = hasRules(metatype) ? compileCheck(metatype as Dto) : undefined;
    this.checks.set(metatype, check);
    return check;
  }
}
