import { PLACED_HAZARD } from '../checkpoints/checkpoint-schemas.js';
import { LOST_TOGETHER } from '../lost-writes/lost-write-schemas.js';
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
  type Schema,
} from '../http/schema/schema.js';
import { REGISTRY_VALUE } from '../registry/value-schemas.js';

const TIMES = {
  startedAt: instant,
  endedAt: nullable(instant),
  duration: described(nullable(count), 'Milliseconds; null while it is running'),
};
const STATUS = oneOf('running', 'completed', 'failed');
const MOVED = { group: text, from: nullable(text), to: nullable(text) };

const SUMMARY = {
  id: text,
  kind: text,
  status: STATUS,
  actor: described(text, 'The actor of its first event; `tidemark` if it began by itself'),
  node: described(
    nullable(text),
    'The node that crashed, stopped, started, was drained or resumed, or whose registry was edited',
  ),
  ...{ ...MOVED, group: nullable(text) },
  ...TIMES,
  degraded: described(flag, 'True if it is completed, but a checkpoint could not be restored'),
  failure: nullable(text),
  reason: described(nullable(text), 'The words of the operator'),
  cause: described(
    list(object({ event: text, type: text, what: text })),
    'The events that led to it, the nearest first',
  ),
  hazards: list(PLACED_HAZARD),
  lostWrites: LOST_TOGETHER,
};

const STEP = {
  number: described({ ...integer, minimum: 1 }, 'From 1, in order'),
  resource: nullable(text),
  group: nullable(text),
  node: nullable(text),
  checkpoint: nullable(text),
  what: oneOf(
    ...(['fence', 'offline', 'capture', 'owner', 'restore'] as const),
    ...(['online', 'change', 'stop', 'configure'] as const),
  ),
  status: STATUS,
  ...TIMES,
  reason: nullable(text),
  holder: nullable(text),
};

/** An operation in a list. */
export const OPERATION = named(
  'Operation',
  object({ ...SUMMARY, groups: list(object(MOVED)), steps: list(object(STEP)) }),
);

export type OperationShape = Of<typeof OPERATION>;

const CANDIDATES = list(object({ node: text, taken: flag, reason: text }));

const WAIT = described(
  nullable(
    object({
      what: oneOf(
        ...(['provider', 'dependent', 'member', 'fence', 'late-capture'] as const),
        ...(['supervisor', 'restart-delay', 'retry-period'] as const),
      ),
      resource: nullable(text),
    }),
  ),
  'What it waited for last; null if it followed at once',
);

const KEY: Schema<true> = { const: true };
const PLACE = described(
  nullable(anyOf(REGISTRY_VALUE, KEY, object({ fingerprint: text }))),
  '`true` for a key; null for an absence',
);

const SETTER = object({ event: text, position, recordedAt: instant, actor: text });

/** Any JSON object that a request takes. */
const BODY: Schema<object> = { type: 'object', additionalProperties: true };

/** A request that mends something, and why. */
export const REMEDY = named(
  'Remedy',
  object({ text, method: oneOf('POST', 'PATCH', 'PUT', 'DELETE'), path: text }, { body: BODY }),
);

/** The whole report of an operation. */
export const OPERATION_REPORT = named(
  'OperationReport',
  object({
    ...SUMMARY,
    groups: list(
      object({
        ...MOVED,
        candidates: described(
          CANDIDATES,
          'Every node, and why the group went there or not; empty if the group did not move',
        ),
        earlierChoices: described(
          list(object({ to: text, candidates: CANDIDATES })),
          'The choices before that of a move that turned to another node',
        ),
      }),
    ),
    steps: list(object({ ...STEP, waitedFor: WAIT })),
    policy: described(
      list(
        object({
          thing: object({ kind: oneOf('group', 'resource'), name: text }),
          property: text,
          value: nullable(anyOf(text, integer, list(text))),
          setBy: described(nullable(SETTER), 'Null for a default'),
        }),
      ),
      'The settings as of its start',
    ),
    restores: list(
      object({
        checkpoint: text,
        resource: text,
        capture: count,
        node: text,
        changes: list(object({ key: text, name: nullable(text), before: PLACE, after: PLACE })),
        more: flag,
      }),
    ),
    prevention: described(list(text), 'What would have prevented the failures and the losses'),
    remedy: described(list(REMEDY), 'Requests that mend what it left behind, as of its end'),
  }),
);

export type ReportShape = Of<typeof OPERATION_REPORT>;
