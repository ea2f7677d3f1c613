import { expect, test } from '@jest/globals';

import { formFor } from './report-form.js';

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/plain', 'text/plain'],
  ['text/*', 'text/plain'],
  ['text/html, text/markdown;q=0.9, */*;q=0.1', 'text/markdown'],
  ['TEXT/Markdown; charset=utf-8', 'text/markdown'],
  ['text/plain;q=0.5, application/json', 'application/json'],
  ['text/plain;q=0, text/*;q=0.2', 'text/markdown'],
  ['image/png', 'application/json'],
  ['text/plain;q=x', 'application/json'],
])('the form for %s is %s', (accept, form) => {
  expect(formFor(accept)).toBe(form);
});
