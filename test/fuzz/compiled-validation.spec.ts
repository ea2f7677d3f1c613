import 'reflect-metadata';

import { type Type } from '@nestjs/common';
import { expect, describe, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { mutated, pick } from './mutate.js';
import { ControlBody } from '../../apps/api/src/control/control.bodies.js';
import { AddGroupBody, MoveGroupBody } from '../../apps/api/src/groups/groups.bodies.js';
import {
  ChangeRegistryBody,
  HistoryQuery,
  RegistryQuery,
  ViewQuery,
} from '../../apps/api/src/registry/registry.bodies.js';
import { compileCheck, isPlain } from '../../apps/api/src/http/request/compiled-validation.js';
import { firstFault } from '../../apps/api/src/http/request/first-fault.js';
import { HttpProblem, type Fault } from '../../apps/api/src/http/answer/http-problem.js';
import { validation } from '../../apps/api/src/http/request/validation.js';

const change = { op: 'set', key: 'K', name: 'n', value: { type: 'REG_SZ', text: 'x' } };

const VALID: readonly (readonly [Type<object>, object])[] = [
  [ChangeRegistryBody, { changes: [change, { op: 'create-key', key: 'L' }] }],
  [ControlBody, { controlCode: 1, inBuffer: 'QQA=', outBufferSize: 10, hostNode: 'a' }],
  [AddGroupBody, { name: 'SQL', owner: 'a', preferredOwners: ['a', 'b'] }],
  [MoveGroupBody, {}],
  [RegistryQuery, { key: 'K', depth: '2', view: '32-bit' }],
  [ViewQuery, {}],
];

/** The result of Nest's own pipe. */
const slowly = async (metatype: Type<object>, value: unknown): Promise<unknown> => {
  const pipe = validation();
  pipe.pass = () => undefined;
  return pipe
    .transform(value, { type: 'body', metatype })
    .catch((error: unknown) => (error instanceof HttpProblem ? (error.errors ?? []) : []));
};

/**
 * Faults whose wording differs: class-validator takes lists for objects, and a wrong item for a
 * missing list.
 */
const OWN_WORDS = /^(each value in|has to be an object)/;

/** Faults that class-validator wrongly accepts. */
const LAX = /has to be an object|property (constructor|__proto__) should not exist/;

/** The form in which faults are compared. */
const sameAs = ({ pointer, detail }: Fault): unknown => ({
  pointer,
  detail: OWN_WORDS.test(detail) ? expect.any(String) : detail,
});

/** The first fault beside all faults; undefined for a value that is left to class-validator. */
const compared = async (
  dto: Type<object>,
  value: unknown,
): Promise<readonly [Fault | undefined, unknown] | undefined> =>
  compileCheck(dto)?.(value) === false && isPlain(value)
    ? [firstFault({ dto, value, pointer: '' }), await slowly(dto, value)]
    : undefined;

describe('validation by a compiled check', () => {
  test.each(VALID)('accepts a valid value: %p', (metatype, value) => {
    expect(validation().pass(value, metatype)).toEqual({ ...new metatype(), ...value });
  });

  test('accepts nothing that class-validator refuses, and gives the same result', async () => {
    const random = seeded(1);
    let taken = 0;
    for (let count = 0; count < 4000; count += 1) {
      const [metatype, valid] = pick(random, VALID);
      const value = mutated(random, valid);
      const fast = validation().pass(value, metatype);
      if (fast === undefined) continue;
      taken += 1;
      expect(JSON.stringify(fast)).toBe(JSON.stringify(await slowly(metatype, value)));
    }
    expect(taken).toBeGreaterThan(200);
  });

  test('finds a first fault that class-validator finds too, in its words', async () => {
    const random = seeded(2);
    let refused = 0;
    for (let count = 0; count < 2000; count += 1) {
      const [dto, valid] = pick(random, VALID);
      const value = mutated(random, valid);
      const [first, faults] = (await compared(dto, value)) ?? [];
      if (first === undefined) continue;
      if (Array.isArray(faults))
        expect([value, faults]).toEqual([value, expect.arrayContaining([sameAs(first)])]);
      else expect(first.detail).toMatch(LAX);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(200);
  });

  test('leaves a class with conversions to class-validator', async () => {
    expect(compileCheck(HistoryQuery)).toBeUndefined();
    const query = await validation().transform(
      { key: 'K', limit: '7' },
      { type: 'query', metatype: HistoryQuery },
    );
    expect(query).toMatchObject({ limit: 7 });
  });
});
