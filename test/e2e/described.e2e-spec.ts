import { describe, expect, test } from '@jest/globals';

import { faultOf } from './described.js';

const NODE = {
  ...{ id: 'a', name: 'node-a', state: 'Up', crashed: false },
  ...{ drainStatus: 'NotInitiated', groups: [] },
};
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8' };
const PROBLEM = { type: 'urn:x', title: 'x', status: 404, detail: 'x' };

/** An answer to a request for a node. */
const answer = (
  body: object,
  status = 200,
  headers: Readonly<Record<string, string>> = JSON_HEADERS,
): Parameters<typeof faultOf>[2] => ({
  status,
  headers: new Headers(headers),
  text: JSON.stringify(body),
});

const fault = (...given: Parameters<typeof answer>): string | undefined =>
  faultOf('GET', '/v1/nodes/node-a?at=5', answer(...given));

describe('the check of an answer against the document', () => {
  test('finds no fault in answers that the document describes', () => {
    expect(fault(NODE)).toBeUndefined();
    expect(fault(NODE, 200, { ...JSON_HEADERS, 'tidemark-position': '5' })).toBeUndefined();
    expect(fault(PROBLEM, 404, PROBLEM_HEADERS)).toBeUndefined();
    expect(faultOf('GET', '/nowhere', answer(PROBLEM, 404, PROBLEM_HEADERS))).toBeUndefined();
  });

  test.each([
    ['a field that is missing', { ...NODE, groups: undefined }, /must have required property/],
    ['a field too many', { ...NODE, colour: 'red' }, /must NOT have additional properties/],
    ['a value that is not in its set', { ...NODE, state: 'Asleep' }, /must be equal to one of/],
    ['a field of another type', { ...NODE, crashed: null }, /must be boolean/],
  ])('finds %s', (_, body, expected) => {
    expect(fault(body)).toMatch(expected);
  });

  test('finds a status, a type and a header that the document does not have', () => {
    expect(fault(NODE, 201)).toBe('the status 201 is not in the document');
    expect(fault(NODE, 200, { 'content-type': 'text/html' })).toMatch(/the type "text\/html"/);
    expect(fault(NODE, 200, { ...JSON_HEADERS, etag: '"1"' })).toBe('it has the header etag');
  });

  test('finds a malformed problem, of a route and of none', () => {
    const problem = { ...PROBLEM, detail: undefined };
    expect(fault(problem, 404, PROBLEM_HEADERS)).toMatch(/must have required property 'detail'/);
    expect(faultOf('GET', '/nowhere', answer(problem, 404, PROBLEM_HEADERS))).toMatch(/'detail'/);
  });
});
