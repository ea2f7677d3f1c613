import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';

import { type NodeCommand } from '../src/node/commands.js';
import { type NodeEvent, type Restore } from '../src/node/events.js';
import { type DataOf } from '../src/vocabulary/message.js';
import { APP, CHECKPOINT, FIRST, GROUP, KEY } from './stories.js';

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

/** The content of the first capture: the key with Port 1. */
export const content = findKey(applyChanges(emptyTree, [set(1)]), KEY);

const restoring: Restore = {
  resource: APP,
  checkpoint: CHECKPOINT,
  capture: 1,
  key: KEY,
  group: GROUP,
  epoch: 1,
  operation: FIRST,
};

type RestoreData = DataOf<NodeCommand, 'RestoreRegistry'>;
type RestoredData = DataOf<NodeEvent, 'RegistryRestored'>;

export const restore = (more: Partial<RestoreData> = {}): NodeCommand => ({
  type: 'RestoreRegistry',
  data: { ...restoring, content, ...more },
});

export const wasRestored = (
  changes: readonly RegistryChange[],
  more: Partial<RestoredData> = {},
): NodeEvent => ({
  type: 'RegistryRestored',
  data: { ...restoring, changes, hash: hashKey(content), ...more },
});
