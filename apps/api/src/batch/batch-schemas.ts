import { PROBLEM } from '../http/answer/problem-schema.js';
import { COMMAND_ROUTES } from '../http/routes/command-table.js';
import {
  anyOf,
  described,
  integer,
  list,
  named,
  object,
  reference,
  text,
} from '../http/schema/schema.js';

/** The outcome of one of several commands. */
export const OUTCOME = named(
  'Outcome',
  object(
    {
      status: described(integer, 'HTTP status that the command would have had alone'),
      body: anyOf(
        PROBLEM,
        reference('WhatIf'),
        ...new Set(COMMAND_ROUTES.map(({ answer }) => answer)),
      ),
    },
    { location: text },
  ),
);

export const BATCH_ANSWER = object({
  results: described(list(OUTCOME), 'One for each command, in their order'),
});
