import { LOST_STATES } from '#read-models';

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
import { PREVIEW } from '../checkpoints/checkpoint-schemas.js';
import { MOMENT } from '../questions/moment-shape.js';
import { OPERATED_WRITING, ORIGIN, PLACE_SIDE, WRITING } from '../registry/value-schemas.js';

/** The properties by which lost writes are counted. */
export const SUMMARISED = ['rule', 'resource', 'node', 'actor', 'state'] as const;

const TOTAL_FIELDS = { rows: count, keys: count, values: count };

/** The counts of lost writes. */
export const TOTAL = object(TOTAL_FIELDS);

const ORIGINS = {
  lostOrigin: described(
    nullable(ORIGIN),
    'The first write of the lost value; null if an edit wrote it',
  ),
  origin: described(
    nullable(ORIGIN),
    'The first write of the kept value; null for an absence, a subtree and a key container',
  ),
};

export const LOST_WRITE = named(
  'LostWrite',
  object({
    id: text,
    state: described(
      oneOf(...LOST_STATES),
      'recovered and acknowledged: by command; superseded: the place was edited since',
    ),
    decidedAt: described(
      nullable(WRITING),
      'The recovery or the acknowledgement; null if the state is open or superseded',
    ),
    rule: described(
      nullable(oneOf('R2', 'R3', 'R6')),
      'Null if a commanded restore displaced the place, and no rule calls it lost',
    ),
    node: text,
    resource: text,
    checkpoint: text,
    key: text,
    name: described(nullable(text), 'Null for a key with its subtree, and for a key container'),
    lost: PLACE_SIDE,
    kept: PLACE_SIDE,
    lostFrom: oneOf('node', 'capture'),
    edits: count,
    victims: list(object({ resource: text, checkpoint: text })),
    writtenAt: nullable(WRITING),
    ...ORIGINS,
    overwrittenAt: OPERATED_WRITING,
    cause: nullable(object({ event: text, type: text })),
  }),
);

export type LostWriteShape = Of<typeof LOST_WRITE>;

/** One place of a lost write. */
export const LOST_VALUE = named(
  'LostValue',
  object({
    key: text,
    name: nullable(text),
    lost: PLACE_SIDE,
    kept: PLACE_SIDE,
    writtenAt: nullable(WRITING),
    ...ORIGINS,
  }),
);

export type LostValueShape = Of<typeof LOST_VALUE>;

/** The writes that an operation lost, or displaced by command. */
export const LOST_TOGETHER = object({ ...TOTAL_FIELDS, items: list(LOST_WRITE), more: flag });

export type LostTogetherShape = Of<typeof LOST_TOGETHER>;

/** The totals of lost writes by a property. */
export const LOST_SUMMARY = named(
  'LostWriteSummary',
  object({
    moment: MOMENT,
    by: oneOf(...SUMMARISED),
    items: list(
      object({
        value: described(text, 'The rule, the actor, the state, or the name of the thing'),
        id: described(nullable(text), 'The id of the resource or node; null for a text'),
        ...TOTAL_FIELDS,
      }),
    ),
    totals: TOTAL,
    more: described(flag, 'True if there are more than 1,000 items'),
  }),
);

export type LostSummaryShape = Of<typeof LOST_SUMMARY>;

/** The answer of a command about a lost write: its preview for a dry run. */
export const LOST_WRITE_ANSWER = anyOf(PREVIEW, receiptSchema('LostWriteReceipt', LOST_WRITE));
