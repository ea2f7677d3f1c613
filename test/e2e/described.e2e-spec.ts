import { describe, expect, test } from '@jest/globals';

import { faultOf } from '../support/document/described.js';
import { faultOfBlock } from '../support/document/event-messages.js';

const NODE = {
  ...{ id: 'a', name: 'node-a', state: 'Up', crashed: false },
  ...{ drainStatus: 'NotInitiated', groups: [] },
};
const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'tidemark-position': '5',
};
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8' };
const PROBLEM = { type: 'urn:x', title: 'x', status: 404, detail: 'x' };

/** An answer to a request for a node. */
const answer = (
  body: object,
  status = 200,
  headers: Readonly<Record<string, string>> = JSON_HEADERS,
): Parameters<typeof faultOf>[1] => ({
  status,
  headers: new Headers(headers),
  text: JSON.stringify(body),
});

const fault = (...given: Parameters<typeof answer>): string | undefined =>
  faultOf(['GET', '/v1/nodes/node-a?at=5'], answer(...given));

describe('the check of an answer against the document', () => {
  test('finds no fault in answers that the document describes', () => {
    expect(fault(NODE)).toBeUndefined();
    expect(fault(PROBLEM, 404, PROBLEM_HEADERS)).toBeUndefined();
    expect(faultOf(['GET', '/nowhere'], answer(PROBLEM, 404, PROBLEM_HEADERS))).toBeUndefined();
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
    expect(fault(NODE, 200, { ...JSON_HEADERS, age: 'x' })).toMatch(/its header age is not as/);
    expect(fault(NODE, 200, { 'content-type': 'application/json' })).toBe(
      'it does not have the header Tidemark-Position',
    );
  });

  test('finds a malformed problem, of a route and of none', () => {
    const problem = { ...PROBLEM, detail: undefined };
    expect(fault(problem, 404, PROBLEM_HEADERS)).toMatch(/must have required property 'detail'/);
    expect(faultOf(['GET', '/nowhere'], answer(problem, 404, PROBLEM_HEADERS))).toMatch(/'detail'/);
  });

  const outcome = (result: object): string | undefined => {
    const commands = [{ method: 'POST', path: '/v1/nodes', body: { name: 'a' } }];
    const headers = { 'content-type': 'application/json' };
    return faultOf(
      ['POST', '/v1/batch', JSON.stringify({ commands })],
      answer({ results: [result] }, 200, headers),
    );
  };

  test('finds an outcome of a batch that the route of its command does not have', () => {
    expect(outcome({ status: 409, body: { ...PROBLEM, status: 409 } })).toBeUndefined();
    expect(outcome({ status: 412, body: PROBLEM })).toMatch(/outcome 0.* the status 412 is not/);
    expect(outcome({ status: 409, location: '/x', body: PROBLEM })).toMatch(/it has a location/);
    const receipt = { status: 0, statusName: 'ERROR_SUCCESS', operation: null, position: '1' };
    const other = { ...receipt, events: [], result: { id: 'a', key: 'b' } };
    expect(outcome({ status: 201, body: other })).toMatch(/outcome 0, of POST/);
  });

  const EVENT = {
    ...{ id: 'e', type: 'NodeAdded', stream: 's', revision: 0, position: '5' },
    ...{ recordedAt: '2026-02-03T04:05:06.000Z', actor: 'a', authentication: 'none', source: null },
    ...{ command: { id: 'c', type: 'AddNode' }, operation: 'o', causation: 'c', rule: null },
    ...{ reason: null, data: { node: 'n', name: 'node-a' } },
  };

  const message = (event: object, head = 'event: NodeAdded\nid: 5'): string | undefined =>
    faultOfBlock(`${head}\ndata: ${JSON.stringify(event)}`);

  test('finds a message of a stream that is no event, and the data of another type', () => {
    expect(faultOfBlock(': keep-alive')).toBeUndefined();
    expect(message(EVENT)).toBeUndefined();
    expect(message({ ...EVENT, data: { node: 'n' } })).toMatch(/required property 'name'/);
    expect(message({ ...EVENT, type: 'NodeEvicted' }, 'event: NodeEvicted\nid: 5')).toMatch(
      /additional properties/,
    );
    expect(message(EVENT, 'event: NodeAdded\nid: 6')).toMatch(/name of another event/);
    expect(message(EVENT, 'event: NodeAdded\nretry: 6')).toMatch(/is no message/);
  });
});
