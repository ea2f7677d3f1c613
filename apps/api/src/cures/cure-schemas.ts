import { CHECKPOINT, PREVIEW } from '../checkpoints/checkpoint-schemas.js';
import { receiptSchema } from '../http/answer/receipt-schema.js';
import {
  anyOf,
  count,
  described,
  integer,
  list,
  object,
  oneOf,
  text,
} from '../http/schema/schema.js';

/** The checkpoints of a resource or a group, after a cure of all of them. */
const CURED = object({
  kind: oneOf('resource', 'group'),
  id: text,
  name: text,
  checkpoints: list(CHECKPOINT),
  untouched: described(
    list(object({ resource: text, checkpoint: text, reason: text })),
    'The checkpoints that the command has left alone, and why',
  ),
});

/** The answer of a cure of a resource or a group: its preview for a dry run. */
export const PREVIEW_OR_CURED = anyOf(PREVIEW, receiptSchema('CureReceipt', CURED));

/** The answer of a revert of a registry: its preview for a dry run. */
export const PREVIEW_OR_REVERTED = anyOf(
  PREVIEW,
  receiptSchema(
    'RevertReceipt',
    object({
      node: text,
      view: oneOf('64-bit', '32-bit'),
      revision: described(integer, 'Revision of the registry of the node'),
      captured: described(
        list(object({ resource: text, checkpoint: text, number: count })),
        'The last captures of the checkpoints that cover the place, or lie below it',
      ),
    }),
  ),
);
