import { type Type } from '@nestjs/common';
import { type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';

import { type Fault } from '../answer/http-problem.js';
import {
  compileCheck,
  compileField,
  compileRule,
  isLeftOut,
  isPlain,
  nestedIn,
  rulesOf,
  type Dto,
  type Rule,
} from './compiled-validation.js';

/** Sorts checks of a value's type before checks of its content. */
export const KIND = /^(is(String|Array|Int|Number|Object|Boolean|In|Base64)|whitelistValidation)$/;

type CheckedValue = Readonly<{ dto: Dto; value: unknown; pointer: string }>;

/**
 * The first fault of a value, in the words of class-validator; undefined if no fault is certain. It
 * reads the value once; class-validator would describe every fault, however many there are.
 */
export const firstFault = ({ dto, value, pointer }: CheckedValue): Fault | undefined => {
  if (!isPlain(value)) return { pointer, detail: 'has to be an object' };
  const byProperty = Map.groupBy(rulesOf(dto), ({ propertyName }) => propertyName);
  for (const name of Object.keys(value))
    if (!byProperty.has(name))
      return { pointer: under(pointer, name), detail: `property ${name} should not exist` };
  const whole = { ...new dto(), ...value } as Record<string, unknown>;
  for (const [property, rules] of byProperty) {
    const check = compileField(dto, property, rules);
    if (check === undefined || check(whole[property])) continue;
    return fieldFault({ dto, value: whole[property], pointer: under(pointer, property) }, rules);
  }
  return undefined;
};

const under = (pointer: string, name: string): string =>
  `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const fieldFault = (
  { dto, value, pointer }: CheckedValue,
  rules: readonly Rule[],
): Fault | undefined => {
  const property = rules[0]?.propertyName ?? '';
  if (value === undefined) return { pointer, detail: `${property} is missing` };
  const own = rules.filter((rule) => rule.type === 'customValidation' && !isLeftOut(rule));
  const broken = own.filter((rule) => !holds(dto, rule, value));
  const [first] = [...broken.filter(({ name = '' }) => KIND.test(name)), ...broken];
  return first === undefined
    ? nestedFault({ dto, value, pointer }, property)
    : { pointer, detail: messageOf(first, value) };
};

const holds = (dto: Dto, rule: Rule, value: unknown): boolean => {
  const check = compileRule(dto, rule.propertyName, rule);
  if (check === undefined || !rule.each) return check?.(value) !== false;
  return Array.isArray(value) && value.every(check);
};

const nestedFault = (
  { dto, value, pointer }: CheckedValue,
  property: string,
): Fault | undefined => {
  const nested = nestedIn(dto, property);
  const check = compileCheck(nested);
  if (!Array.isArray(value)) return firstFault({ dto: nested, value, pointer });
  const index = value.findIndex((item) => check?.(item) === false);
  return firstFault({
    dto: nested,
    value: value[index] as unknown,
    pointer: `${pointer}/${index}`,
  });
};

const messageOf = (rule: Rule, value: unknown): string => {
  const { constraintCls, propertyName } = rule;
  const constraint = new (constraintCls as unknown as Type<ValidatorConstraintInterface>)();
  const args: ValidationArguments = {
    value,
    constraints: rule.constraints as unknown[],
    targetName: '',
    object: {},
    property: propertyName,
  };
  return (constraint.defaultMessage?.(args) ?? 'malformed')
    .replaceAll('$property', propertyName)
    .replaceAll(/\$constraint(\d)/g, (_, at: string) => textOf(args.constraints[Number(at) - 1]));
};

const textOf = (constraint: unknown): string =>
  Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
