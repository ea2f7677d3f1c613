import { type ValidationError } from '@nestjs/common';

import { CompiledValidationPipe } from './compiled-validation.js';
import { HttpProblem, type Fault } from './http-problem.js';

/** What a value has to be at all comes before what it has to be like. */
const KIND = /^(is(String|Array|Int|Number|Object|Boolean|In|Base64)|whitelistValidation)$/;

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

/** Shape is checked here, meaning in the domain; what is not known is refused. */
export const validation = (): CompiledValidationPipe =>
  new CompiledValidationPipe({
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
  });
