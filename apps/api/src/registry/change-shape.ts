import { valueToJson, type RegistryChange } from '#registry';

import { type ChangeShape } from './value-schemas.js';

/**
 * The JSON of a change with its physical key: what a request for this change has in its body, so
 * that a change can be sent again as it is, in the 64-bit view.
 */
export const changeShape = (change: RegistryChange): ChangeShape =>
  change.op === 'set' ? { ...change, value: valueToJson(change.value) } : change;
