import { type Schemas } from '../../api/client.js';
import { type Names } from '../../api/names.js';

type Data = Readonly<{ node?: unknown; group?: unknown; resource?: unknown; name?: unknown }>;

/** The things whose ids stand beside their names in the events that add them. */
const ADDING: Readonly<Record<string, 'node' | 'group' | 'resource'>> = {
  NodeAdded: 'node',
  GroupAdded: 'group',
  ResourceAdded: 'resource',
};

/** The names that are known, and those of things that the events add: one may be gone by now. */
export const namesWith = (names: Names, events: readonly Schemas['Event'][]): Names => {
  const added = events.flatMap(({ type, data }): (readonly [string, string])[] => {
    const kind = ADDING[type];
    if (kind === undefined) return [];
    const { [kind]: id, name } = data as Data;
    return typeof id === 'string' && typeof name === 'string' ? [[id, name]] : [];
  });
  return new Map([...added, ...names]);
};
