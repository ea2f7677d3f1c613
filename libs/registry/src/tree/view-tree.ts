import { applyChanges, emptyTree, findKey, type RegistryKey } from './tree.js';
import { type ViewKey } from './view.js';
import { type RegistryChange } from '../values/value.js';

/** The tree under a key as a view shows it. It shares nothing with the registry. */
export const treeOfView = (key: ViewKey): RegistryKey | undefined =>
  findKey(applyChanges(emptyTree, [...contentOf(key)]), key.path);

function* contentOf(key: ViewKey): Iterable<RegistryChange> {
  if (key.path !== '') yield { op: 'create-key', key: key.path };
  for (const { name, value } of key.values) yield { op: 'set', key: key.path, name, value };
  for (const child of key.keys()) yield* contentOf(child);
}
