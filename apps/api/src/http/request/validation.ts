import { type ValidationError, type ValidationPipeOptions } from '@nestjs/common';

import { CompiledValidationPipe, isPlain } from './compiled-validation.js';
import { firstFault, KIND } from './first-fault.js';
import { badRequest, HttpProblem, type Fault } from '../answer/http-problem.js';

/**
 * The most values whose faults are all reported; for a larger body, only the first fault is
 * reported.
 */
const FEW = 200;

const reasonOf = ({ property, value, constraints = {} }: ValidationError): string | undefined => {
  const reasons = Object.entries(constraints);
  const [, reason] = reasons.find(([name]) => KIND.test(name)) ?? reasons[0] ?? [];
  return reason !== undefined && value === undefined ? `${property} is missing` : reason;
};

const faults = (errors: readonly ValidationError[], parent = ''): readonly Fault[] =>
  errors.flatMap((error) => {
    const { property, children = [] } = error;
    const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const detail = reasonOf(error);
    const own = detail === undefined ? [] : [{ pointer, detail }];
    return [...own, ...faults(children, pointer)];
  });

/**
 * Checks the shape of a request, and refuses unknown fields. The domain checks the meaning.
 *
 * @param few the most values in a body whose faults are all reported
 */
export const validation = (few = FEW): CompiledValidationPipe =>
  new CompiledValidationPipe(OPTIONS, (dto, value) => {
    if (!isPlain(value ?? {})) throw badRequest('', 'the body has to be a JSON object');
    if (countOf(value, few) <= few) return;
    const fault = firstFault({ dto, value, pointer: '' });
    if (fault !== undefined) throw badRequest(fault.pointer, fault.detail);
  });

/** Counts the values in a value, up to the limit. */
const countOf = (value: unknown, limit: number): number => {
  const open = [value];
  let count = 0;
  while (open.length > 0 && count <= limit) {
    const next = open.pop();
    count += 1;
    if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next).slice(0, limit + 1)) open.push(inner);
  }
  return count;
};

const OPTIONS: ValidationPipeOptions = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  exceptionFactory: (errors) => {
    const found = faults(errors);
    const [first] = found;
    const detail = first === undefined ? 'malformed' : `${first.pointer}: ${first.detail}`;
    return new HttpProblem(400, 'malformed-request', { detail, errors: found });
  },
};
