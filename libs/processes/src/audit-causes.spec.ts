import { test } from '@jest/globals';

import {
  attempt,
  begun,
  ended,
  expectCauses,
  OPERATION,
  two,
  BuiltState,
} from '#testing/processes';

import { audit } from './audit.js';

test('a violation of the rules follows from the end of the operation', () => {
  const built = ended(begun('online', two()));
  built.record('resource', 'r', {
    type: 'ResourceOnline',
    data: { ...attempt, node: BuiltState.node('b'), nodeRevision: 0 },
  });
  expectCauses(audit)(
    '',
    built,
    ['RecordViolation c < GroupOperationFailed g 4'],
    `${BuiltState.GROUP}/${OPERATION}`,
  );
});
