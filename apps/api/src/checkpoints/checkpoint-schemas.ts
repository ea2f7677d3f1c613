import { HAZARD_KINDS } from '#application';

import { receiptSchema } from '../http/answer/receipt-schema.js';
import {
  anyOf,
  count,
  described,
  flag,
  instant,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
} from '../http/schema/schema.js';
import { REGISTRY_VIEW } from '../registry/registry-schemas.js';
import {
  ORIGIN_FIELD,
  PLACE_SIDE,
  REGISTRY_CHANGE,
  REGISTRY_VALUE,
  WRITING,
  WRITTEN_SIDE,
} from '../registry/value-schemas.js';
import { UNRESTORED } from '../shapes/thing-schemas.js';

/** The fields of a hazard. */
export const HAZARD_FIELDS = {
  kind: oneOf(...HAZARD_KINDS),
  detail: text,
  remedy: text,
  with: described(nullable(text), 'The other key or checkpoint that is involved'),
};

const HAZARD = named('Hazard', object(HAZARD_FIELDS));

/** A hazard with its resource and key. */
export const PLACED_HAZARD = named(
  'PlacedHazard',
  object({ ...HAZARD_FIELDS, resource: text, key: text }),
);

const HASH = described(
  nullable(text),
  'Hash of a registry key, absent or not, or fingerprint of a key container; null for a key container that was deleted, and before the first capture',
);

const CHECKPOINT_FIELDS = {
  id: text,
  kind: oneOf('registry', 'crypto'),
  key: text,
  view: described(nullable(oneOf('64-bit', '32-bit')), 'Null for a key container'),
  effectiveKey: described(text, 'The physical key, or Type\\Provider\\Container'),
  hash: HASH,
  captures: described(count, 'Number of captures'),
  unrestored: nullable(UNRESTORED),
  capturedAt: described(
    nullable(
      object({
        position: nullable(position),
        recordedAt: nullable(instant),
        node: nullable(text),
        nodeRevision: integer,
      }),
    ),
    'The last capture; null before the first',
  ),
  hazards: list(HAZARD),
};

export const CHECKPOINT = named('Checkpoint', object(CHECKPOINT_FIELDS));

export type CheckpointShape = Of<typeof CHECKPOINT>;

/** A checkpoint in the list of all resources. */
export const LISTED_CHECKPOINT = named(
  'ListedCheckpoint',
  object({
    ...CHECKPOINT_FIELDS,
    resource: nullable(text),
    group: nullable(text),
    owner: nullable(text),
  }),
);

export type ListedCheckpointShape = Of<typeof LISTED_CHECKPOINT>;

const NODE_MOMENT = { node: text, nodeRevision: integer };

const CAPTURE_FIELDS = {
  number: count,
  reason: text,
  hash: HASH,
  source: described(
    anyOf(object(NODE_MOMENT), object({ capture: count })),
    'The moment of a node, or an earlier capture',
  ),
  changes: described(
    nullable(list(REGISTRY_CHANGE)),
    'The changes of a capture that does not come from a node',
  ),
  changed: described(
    nullable(
      object({
        summary: object({ added: count, removed: count, changed: count }),
        items: list(
          object({
            key: text,
            name: described(nullable(text), 'Null for a key without values'),
            change: oneOf('added', 'removed', 'changed'),
            before: nullable(REGISTRY_VALUE),
            after: nullable(REGISTRY_VALUE),
            by: described(nullable(WRITING), 'The event that changed it; null for a key'),
            origin: ORIGIN_FIELD,
          }),
        ),
        more: flag,
      }),
    ),
    'What differs from the capture before; null for the first one and for a key container',
  ),
  overUnrestored: described(
    nullable(object({ restoreFailed: text, ...NODE_MOMENT })),
    'Set if the capture was taken while a restore was missing',
  ),
  position,
  recordedAt: instant,
  operation: text,
  rule: nullable(text),
  by: object({ actor: text, reason: nullable(text) }),
  clobberedBy: nullable(object({ resource: text, checkpoint: text, nodeRevision: integer })),
};

/** A capture without its content. */
export const CAPTURE = named('Capture', object(CAPTURE_FIELDS));

export type CaptureShape = Of<typeof CAPTURE>;

/** A capture with its content; a capture of a key container shows none. */
export const CAPTURE_CONTENT = named(
  'CaptureWithContent',
  object(CAPTURE_FIELDS, { content: REGISTRY_VIEW }),
);

const CHECKPOINT_RECEIPT_RESULT = anyOf(
  CHECKPOINT,
  described(object({ id: text }), 'A checkpoint that is gone by the time of the answer'),
);

export const CHECKPOINT_RECEIPT = receiptSchema('CheckpointReceipt', CHECKPOINT_RECEIPT_RESULT);

export const DELETED_CHECKPOINT_RECEIPT = receiptSchema(
  'DeletedCheckpointReceipt',
  object({ id: text, key: text }),
);

const PLACE = { key: text, name: nullable(text) };

/** The fields of the preview of a command that replaces keys or stored copies. */
export const PREVIEW_FIELDS = {
  diff: object({
    summary: object({ added: count, removed: count, changed: count }),
    items: list(
      object(
        {
          ...PLACE,
          change: oneOf('added', 'removed', 'changed'),
          left: WRITTEN_SIDE,
          right: WRITTEN_SIDE,
        },
        {
          checkpoint: described(
            nullable(text),
            'The checkpoint whose live key or stored copy changes; null for a place of a registry by itself',
          ),
        },
      ),
    ),
    more: flag,
  }),
  hazards: list(HAZARD),
  lostWrites: object({
    rows: count,
    keys: count,
    values: count,
    more: flag,
    items: list(
      object({
        node: text,
        resource: nullable(text),
        checkpoint: nullable(text),
        lostFrom: oneOf('node', 'capture'),
        ...PLACE,
        lost: PLACE_SIDE,
        kept: PLACE_SIDE,
        writtenAt: nullable(WRITING),
      }),
    ),
  }),
  expect: described(text, 'For `expect` of the command: it is refused if the state has changed'),
};

export const PREVIEW_MORE = {
  untouched: described(
    list(object({ resource: text, checkpoint: text, reason: text })),
    'The checkpoints that the command leaves alone, and why',
  ),
};

/** The effect that a restore, a recapture or a cure would have. */
export const PREVIEW = named('Preview', object(PREVIEW_FIELDS, PREVIEW_MORE));

export type PreviewShape = Of<typeof PREVIEW>;

/** The answer of a restore or a recapture: its preview for a dry run. */
export const PREVIEW_OR_RECEIPT = anyOf(PREVIEW, CHECKPOINT_RECEIPT);
