import { described, integer, list, named, object, position, text } from '../schema/schema.js';

const FAULT = named(
  'Fault',
  object(
    { pointer: described(text, 'JSON pointer into the request'), detail: text },
    {
      line: integer,
      column: integer,
      offset: described(integer, 'In bytes from the start of a hive'),
    },
  ),
);

/** RFC 9457. */
export const PROBLEM = named(
  'Problem',
  object(
    {
      type: described(text, 'A stable URI'),
      title: text,
      status: described(integer, 'The HTTP status'),
      detail: text,
    },
    {
      instance: described(text, 'The path of the request'),
      win32: object({ code: integer, name: text }),
      operation: described(text, 'The operation that was executed and failed'),
      holder: described(text, 'The program that holds a subtree open'),
      lastPosition: described(
        position,
        'The last position at which a thing that is gone was there, for `at`',
      ),
      errors: list(FAULT),
    },
  ),
);
