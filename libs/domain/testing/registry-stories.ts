import { type RegistryChange } from '#registry';

import { type NodeCommand } from '../src/node/decide.js';
import { type NodeEvent } from '../src/node/events.js';
import { KEY } from './stories.js';

/** Sets a value in the key of the stories. */
export const set = (number: number, name = 'Port'): RegistryChange => ({
  op: 'set',
  key: KEY,
  name,
  value: { type: 'REG_DWORD', number },
});
export const changed = (...changes: readonly RegistryChange[]): NodeEvent => ({
  type: 'RegistryChanged',
  data: { changes },
});
export const change = (...changes: readonly RegistryChange[]): NodeCommand => ({
  type: 'ChangeRegistry',
  data: { changes },
});
