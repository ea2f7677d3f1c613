import { ValidationPipe, type ValidationError } from '@nestjs/common';

import { HttpProblem, type Fault } from './http-problem.js';

const faults = (errors: readonly ValidationError[], parent = ''): readonly Fault[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(constraints).map((detail) => ({ pointer, detail }));
    return [...own, ...faults(children, pointer)];
  });

/** Shape is checked here, meaning in the domain; what is not known is refused. */
export const validation = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const found = faults(errors);
      const [first] = found;
      const detail = first === undefined ? 'malformed' : `${first.pointer}: ${first.detail}`;
      return new HttpProblem(400, 'malformed-request', { detail, errors: found });
    },
  });
