import {
  anyOf,
  described,
  count,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
  type Schema,
} from '../schema/schema.js';

/** An event that a command wrote. */
export const EVENT_REF = named(
  'EventRef',
  object({ id: text, stream: text, revision: count, type: text }),
);

export type EventRefShape = Of<typeof EVENT_REF>;

/** The fields that every receipt has. */
export const RECEIPT_FIELDS = {
  status: described(integer, 'Win32 status; 997 while the operation is still running'),
  statusName: oneOf('ERROR_SUCCESS', 'ERROR_IO_PENDING'),
  operation: described(
    nullable(text),
    'Null if the command had nothing to change, and so wrote no event',
  ),
  position: described(position, 'Position of the last event; compare it, resume from it'),
  events: list(EVENT_REF),
};

/** The receipt of an earlier request, which has no result. */
export const RECEIPT = named('Receipt', object(RECEIPT_FIELDS));

/** The receipt of a command with a result. */
export type Receipt<Result> = Of<typeof RECEIPT> & Readonly<{ result: Result }>;

/** Names the schema of receipts with this result. */
export const receiptSchema = <Result>(
  name: string,
  result: Schema<Result>,
): Schema<Receipt<Result>> => named(name, object({ ...RECEIPT_FIELDS, result }));

const NOTHING = described(object({}), 'Empty if the thing is gone by the time of the answer');

/** A thing as a read shows it, or an empty object if it is gone. */
export const thingOrGone = (thing: Schema): Schema => anyOf(thing, NOTHING);
