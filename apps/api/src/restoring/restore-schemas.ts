import { PREVIEW_FIELDS, PREVIEW_MORE } from '../checkpoints/checkpoint-schemas.js';
import { receiptSchema } from '../http/answer/receipt-schema.js';
import {
  anyOf,
  count,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  oneOf,
  text,
  type Of,
} from '../http/schema/schema.js';
import { THING_DIFFERENCE } from '../questions/diff-schemas.js';

const SUMMARY = object({ added: count, removed: count, changed: count });

const NEWER = object({
  kind: oneOf('node', 'group', 'resource', 'checkpoint', 'key', 'value'),
  id: described(nullable(text), 'Null for a key and for a value'),
  name: text,
  of: described(nullable(text), 'The resource of a checkpoint; the node of a key or value'),
  outcome: oneOf('removed', 'kept'),
});

const NEXT_ONLINE = object({
  ...{ node: text, resource: text, checkpoint: text, key: text, summary: SUMMARY },
});

/** The effect that a restore of a backup would have. */
const RESTORE_PREVIEW = named(
  'RestorePreview',
  object(
    {
      ...PREVIEW_FIELDS,
      things: described(
        object({ items: list(THING_DIFFERENCE), more: flag }),
        'The properties of nodes, groups, resources and checkpoints that change',
      ),
      newer: described(
        object({ items: list(NEWER), more: flag }),
        'What the backup does not have, and what happens to it',
      ),
      nextOnline: described(
        object({ items: list(NEXT_ONLINE), more: flag }),
        'The keys of nodes that the next online of their resources overwrites',
      ),
    },
    PREVIEW_MORE,
  ),
);

export type RestorePreviewShape = Of<typeof RESTORE_PREVIEW>;

export const RESTORED_RECEIPT = receiptSchema('RestoreReceipt', object({ backup: text }));

/** The answer of a restore: its preview for a dry run. */
export const PREVIEW_OR_RESTORED = anyOf(RESTORE_PREVIEW, RESTORED_RECEIPT);
