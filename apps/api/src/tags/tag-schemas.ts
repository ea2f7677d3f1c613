import { receiptSchema } from '../http/answer/receipt-schema.js';
import {
  described,
  flag,
  instant,
  named,
  nullable,
  object,
  position,
  tag,
  text,
  type Of,
} from '../http/schema/schema.js';
import { WRITING } from '../registry/value-schemas.js';

const TAG_FIELDS = {
  name: tag,
  event: described(text, 'Id of the event that the tag names'),
  position: described(position, 'Position of that event in this log'),
  recordedAt: instant,
  setAt: described(WRITING, 'The last command that set the tag'),
};

export const TAG = named('Tag', object(TAG_FIELDS));

export type TagShape = Of<typeof TAG>;

const SET_TAG = named(
  'SetTag',
  object({
    ...TAG_FIELDS,
    setAt: described(nullable(WRITING), 'Null if the read model is behind'),
    moved: described(flag, 'True if the tag named another event before'),
    replaced: described(nullable(text), 'Id of the event that it named before'),
  }),
);

export type SetTagShape = Of<typeof SET_TAG>;

export const TAG_RECEIPT = receiptSchema('TagReceipt', SET_TAG);
export const DELETED_TAG_RECEIPT = receiptSchema('DeletedTagReceipt', object({ name: tag }));
