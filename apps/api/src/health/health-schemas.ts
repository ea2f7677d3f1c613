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
} from '../http/schema/schema.js';

export const HEALTH = named('Health', object({ status: oneOf('ok') }));

/** `alarms` are there if there is one; `age` and `lease` if several processes write the log. */
export const READINESS = named(
  'Readiness',
  object(
    { status: oneOf('ready'), position, readModel: object({ position, parked: count }) },
    {
      age: described(count, 'Seconds since the state was known to be complete'),
      alarms: list(
        object({
          kind: oneOf('backup-overdue'),
          since: instant,
          detail: text,
        }),
      ),
      lease: object({ isHeld: flag, holder: nullable(text) }),
    },
  ),
);
