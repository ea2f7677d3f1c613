import { splitKey, type applyChanges, type ViewKey } from '#registry';

import { type NaiveHistory } from './naive.js';

type Shown = { name: string; values: unknown[]; keys: Shown[] } | undefined;

/** All that a view shows of a key. */
export const shown = (key: ViewKey | undefined): Shown =>
  key && {
    name: key.name,
    values: [...key.values],
    keys: [...key.keys()].map((child) => shown(child)).filter((child) => child !== undefined),
  };

/** A node as a plain fold has it. */
export type NaiveNode = NonNullable<ReturnType<NaiveHistory['nodes']['get']>>;
type Model = NaiveNode['model'];

/** The changes that make a registry what it is. */
export const changesOf = (model: Model, path = ''): Parameters<typeof applyChanges>[1] => [
  ...(path === '' ? [] : [{ op: 'create-key' as const, key: path }]),
  ...[...model.values.values()].map(({ name, value }) => ({
    op: 'set' as const,
    key: path,
    name,
    value,
  })),
  ...[...model.keys.values()].flatMap((child) =>
    changesOf(child, [...splitKey(path), child.name].join('\\')),
  ),
];
