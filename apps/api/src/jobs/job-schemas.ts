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

const FAULT = named(
  'VerifyFault',
  object({
    what: oneOf(
      ...(['log', 'capture', 'snapshot', 'read-model', 'key-material'] as const),
      ...(['archive', 'manifest'] as const),
    ),
    where: described(
      object({}, { file: text, position, event: text, stream: text, thing: text }),
      'The fields that help to find the place',
    ),
    expected: text,
    found: text,
  }),
);

const KINDS = [
  ...(['verify', 'write-backup', 'verify-backup', 'verify-archive'] as const),
  ...(['inspect-archive', 'inspect-folder'] as const),
] as const;

export const JOB = named(
  'Job',
  object({
    id: text,
    kind: oneOf(...KINDS),
    backup: described(nullable(text), 'The backup of this log that it verifies'),
    status: oneOf('running', 'completed', 'failed', 'cancelled'),
    done: count,
    of: described(count, 'The parts of the work; `done` of them are done'),
    startedAt: instant,
    endedAt: nullable(instant),
    failure: described(nullable(text), 'The reason why a failed job could not go on'),
    faults: list(FAULT),
    more: described(flag, 'True if more faults were found than are listed'),
  }),
);

export type JobShape = Of<typeof JOB>;
