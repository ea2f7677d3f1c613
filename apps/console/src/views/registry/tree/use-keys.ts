import { useMemo } from 'react';

import { folded, joined } from '../paths.js';
import { useEachKey, type KeyAnswer } from '../key-question.js';
import { type Place } from '../registry-search.js';

/** A key in the tree. Its id is its path, folded as registries compare paths. */
export type TreeKey = Readonly<{ name: string; path: string; hasKeys: boolean }>;

/** The keys that are known, by their ids, and the ids of those below each. */
export type Keys = Readonly<{
  byId: ReadonlyMap<string, TreeKey>;
  below: ReadonlyMap<string, readonly string[]>;
}>;

/** The id above the root key; a path has no such form. */
export const TOP = '\\';
const ROOT: TreeKey = { name: 'HKEY_LOCAL_MACHINE', path: '', hasKeys: true };

/**
 * The keys below those that are open.
 *
 * @param open the ids of the open keys
 */
export const useKeys = (
  place: Omit<Place, 'key'>,
  at: Readonly<{ at?: string }>,
  open: readonly string[],
): Keys => {
  const answers = useEachKey(place, at, open);
  return useMemo(() => keysIn(open, answers), [open, answers]);
};

const keysIn = (open: readonly string[], answers: readonly (KeyAnswer | undefined)[]): Keys => {
  const answerOf = new Map(open.map((id, index) => [id, answers[index]]));
  const byId = new Map<string, TreeKey>([['', ROOT]]);
  const below = new Map<string, readonly string[]>([[TOP, ['']]]);
  const walk = (id: string, { path }: TreeKey): void => {
    const keys = answerOf.get(id)?.keys ?? [];
    const children = keys.map(({ name, hasKeys }): readonly [string, TreeKey] => {
      const child = { name, path: joined(path, name), hasKeys };
      return [folded(child.path), child];
    });
    below.set(
      id,
      children.map(([childId]) => childId),
    );
    for (const [childId, child] of children) {
      byId.set(childId, child);
      if (answerOf.has(childId)) walk(childId, child);
    }
  };
  walk('', ROOT);
  return { byId, below };
};
