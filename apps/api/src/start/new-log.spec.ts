import { Writable } from 'node:stream';

import { expect, test } from '@jest/globals';

import { newLog } from './new-log.js';
import { withoutQuote } from './without-quote.js';

const faultOf = (text: string): Error => {
  try {
    JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`"${text}" is JSON`);
};

const TEXTS = [
  '{"text":"hunter2"',
  'hunter2',
  '{"name":"Password","value":{"text":hunter2,"type":"REG_SZ"}}',
  '[1,2,"hunter2"x]',
];

test.each(TEXTS)('the log quotes nothing of %p', (text) => {
  let logged = '';
  const to = new Writable({
    write: (chunk, _, done) => {
      logged += String(chunk);
      done();
    },
  });
  const cause = faultOf(text);
  newLog('info', to).error({ err: new Error('a row', { cause }), where: 'x' }, 'defect');
  newLog('info', to).error({ err: cause }, 'defect');
  expect(logged).toMatch(/JSON/);
  expect(logged).not.toMatch(/hunter2|hunt/);
  expect(withoutQuote(cause.message)).not.toContain('hunt');
});

test('other messages stay as they are', () => {
  for (const message of ['no such node: "a"', 'Unexpected end of JSON input'])
    expect(withoutQuote(message)).toBe(message);
});
