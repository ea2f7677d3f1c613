import {
  count,
  described,
  flag,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
} from '../http/schema/schema.js';

export const HEALTH = named('Health', object({ status: oneOf('ok') }));

/** `age` and `lease` are there if several processes write the log. */
export const READINESS = named(
  'Readiness',
  object(
    { status: oneOf('ready'), position, readModel: object({ position, parked: count }) },
    {
      age: described(count, 'Seconds since the state was known to be complete'),
      lease: object({ isHeld: flag, holder: nullable(text) }),
    },
  ),
);
