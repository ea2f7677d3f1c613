import { ATTENTION_KINDS, SEVERITIES } from '#application';

import { pageOf } from '../http/answer/answers.js';
import {
  described,
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
import { REMEDY } from '../operations/operation-schemas.js';
import { MOMENT } from '../questions/moment-shape.js';

const ATTENTION_ITEM = named(
  'AttentionItem',
  object(
    {
      severity: oneOf(...SEVERITIES),
      kind: oneOf(...ATTENTION_KINDS),
      thing: object(
        {
          kind: oneOf('checkpoint', 'hold', 'resource', 'event', 'lost-write', 'backup'),
          id: described(text, 'Its id; that of the node for a hold'),
          name: described(
            text,
            'Its name, its key or container, the type of an event, or the folder of a backup',
          ),
        },
        { resource: text, node: text },
      ),
      since: described(
        nullable(object({ position, recordedAt: instant })),
        'The event with which it began; null if it is not known',
      ),
      detail: text,
      remedy: REMEDY,
    },
    { due: described(instant, 'The time at which the service tries again by itself') },
  ),
);

export type AttentionItemShape = Of<typeof ATTENTION_ITEM>;

export const ATTENTION = named(
  'Attention',
  object(
    { moment: MOMENT, ...pageOf(ATTENTION_ITEM) },
    {
      unchecked: described(
        list(oneOf(...ATTENTION_KINDS)),
        'The kinds that were not looked for everywhere, because the cluster is too large',
      ),
    },
  ),
);
