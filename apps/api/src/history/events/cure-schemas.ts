import {
  anyOf,
  constant,
  count,
  described,
  integer,
  list,
  object,
  oneOf,
  text,
} from '../../http/schema/schema.js';
import { REGISTRY_CHANGE } from '../../registry/value-schemas.js';

const KIND = { kind: oneOf('revert', 'recover', 'recapture', 'backup') };

const UNDONE = {
  since: described(
    text,
    'Id of the event after which everything is undone; the last one of a backup',
  ),
  lostWrite: described(text, 'Id of the lost write that is recovered'),
  isPart: described(constant(true), 'Set if other places of the lost write stay lost'),
};

const COPY = anyOf(
  constant('live'),
  object({ capture: count, hash: text }),
  object({ changes: list(REGISTRY_CHANGE) }),
);

/** The cure that changed a registry. */
export const CURE = {
  cure: described(
    object(
      { ...KIND, copies: list(object({ resource: text, checkpoint: text, copy: COPY })) },
      UNDONE,
    ),
    'Set if the edit undoes others; `copies` are the stored copies that follow it',
  ),
};

/** The cure that restored a key container. */
export const UNDOING = {
  cure: described(object(KIND, UNDONE), 'Set if the restore undoes something'),
};

/** The cure that a capture belongs to. */
export const CAPTURE_CURE = {
  cure: described(
    object(KIND, { ...UNDONE, by: object({ node: text, nodeRevision: integer }) }),
    'The cure that replaced the stored copy; `by` is the event of the node that owed the capture',
  ),
};
