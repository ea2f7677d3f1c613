import { EVENT_REF } from '../http/answer/receipt-schema.js';
import {
  count,
  described,
  integer,
  list,
  named,
  nullable,
  object,
  position,
  text,
  type Of,
} from '../http/schema/schema.js';

/** The answer of a control code call, with Windows' fields. */
export const CONTROL_ANSWER = named(
  'ControlAnswer',
  object(
    {
      status: described(integer, 'The Win32 status of the call'),
      statusName: text,
      bytesReturned: count,
      required: count,
      output: list(text),
      position,
      events: list(EVENT_REF),
    },
    {
      detail: described(text, 'The reason of a refusal'),
      outBuffer: described(text, 'base64'),
      operation: described(
        nullable(text),
        'Absent for a code that reads; null if the code had nothing to change',
      ),
    },
  ),
);

export type ControlAnswer = Of<typeof CONTROL_ANSWER>;
