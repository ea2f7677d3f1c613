import { EVENT_TYPES } from '#domain';

import {
  count,
  described,
  flag,
  instant,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
} from '../http/schema/schema.js';

import { MOMENT } from '../questions/moment-shape.js';

const EDGE = object({
  position,
  recordedAt: described(nullable(instant), 'Its time; null in a log without events'),
});

const EVENT_EDGE = object({ position, recordedAt: instant });

const SPAN_KINDS = [
  ...['Up', 'Down', 'Paused', 'Online', 'Offline', 'Failed', 'PartialOnline', 'Pending'],
  ...['owner', 'move', 'online', 'offline', 'restart', 'drain'],
] as const;

const SPAN = object({
  from: described(EVENT_EDGE, 'The event with which it began, which may come before the timeline'),
  to: described(nullable(EVENT_EDGE), 'The event that ended it; null if it goes on at the end'),
  kind: described(
    oneOf(...SPAN_KINDS),
    'A state of the node or group, `owner`, or the kind of an operation',
  ),
  id: described(
    text,
    'The node or group whose state it is; the node that is the owner; or the operation',
  ),
});

const BUCKET = object({
  from: instant,
  to: described(instant, 'Not part of the bucket, except the end of the timeline'),
  counts: described(
    object({}, Object.fromEntries(EVENT_TYPES.map((type) => [type, count]))),
    'The number of events of each type that occurred',
  ),
});

const MARK = object({
  position,
  recordedAt: instant,
  kind: described(oneOf(...EVENT_TYPES), 'The type of the event'),
  id: described(text, 'The id of the event'),
  text,
});

export const TIMELINE = named(
  'Timeline',
  object({
    moment: MOMENT,
    from: EDGE,
    to: EDGE,
    lanes: list(
      object({
        id: text,
        name: text,
        spans: list(SPAN),
        moreSpans: described(flag, 'True if spans within one bucket are left out'),
        buckets: list(BUCKET),
        marks: described(list(MARK), 'The rarest types first; in the order of the log within one'),
        more: described(flag, 'True if there are events without a mark'),
      }),
    ),
    more: described(flag, 'True if there are more lanes'),
    due: list(
      object({
        at: instant,
        what: oneOf('restart', 'retry', 'failback', 'pending-timeout', 'backup'),
        thing: object({ kind: oneOf('group', 'resource', 'cluster'), id: text, name: text }),
      }),
    ),
  }),
);

export type TimelineShape = Of<typeof TIMELINE>;
