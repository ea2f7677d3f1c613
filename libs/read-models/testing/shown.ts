import { expect } from '@jest/globals';

import {
  splitKey,
  viewKey,
  type applyChanges,
  type RegistryTree,
  type RegistryView,
  type ViewKey,
} from '#registry';

import { type RegistryPast } from '../src/registry/registry-past.js';

import { type NaiveHistory } from './naive.js';

type Shown = { name: string; values: unknown[]; keys: Shown[] } | undefined;

/** All that a view shows of a key. */
const shown = (key: ViewKey | undefined): Shown =>
  key && {
    name: key.name,
    values: [...key.values],
    keys: [...key.keys()].map((child) => shown(child)).filter((child) => child !== undefined),
  };

/** The keys down to a depth, each with whether it has keys. */
const parents = (key: ViewKey | undefined, depth: number): unknown =>
  key && {
    name: key.name,
    hasKeys: [...key.keys()].length > 0,
    keys: depth === 0 ? [] : [...key.keys()].map((child) => parents(child, depth - 1)),
  };

type Asked = Readonly<{ node: string; key: string; view: RegistryView; at: number }>;

/** Expects that a past view shows a key as the tree of the node has it, however it is read. */
export const compareView = (
  registry: RegistryPast,
  { node, ...asked }: Asked,
  tree: RegistryTree,
): void => {
  const wanted = shown(viewKey(tree, asked.key, asked.view));
  const found = registry.viewAt(node, { ...asked, depth: 'all' });
  expect(shown(found?.key)).toEqual(wanted);
  expect(shown(registry.walkAt(node, asked)?.key)).toEqual(wanted);
  const shallow = [0, 1].map((depth) => registry.viewAt(node, { ...asked, depth })?.key);
  expect(shallow.map(parents)).toEqual([0, 1].map((depth) => parents(found?.key, depth)));
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
