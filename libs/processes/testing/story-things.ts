import { type GroupId, type NodeId, type ResourceId } from '#domain';

import { idOf } from './simulated-cluster.js';

const many = (count: number, prefix: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => idOf(`${prefix}${index}`));

/** The things of a story, by number. */
export const NODES = many(4, 'n') as readonly NodeId[];
export const GROUPS = many(6, 'g') as readonly GroupId[];
export const RESOURCES = many(20, 'r') as readonly ResourceId[];

/** The element with that number, modulo the length. */
export const at = <Item>(items: readonly Item[], index: number): Item => {
  const found = items[index % items.length];
  if (found === undefined) throw new Error('the list is empty');
  return found;
};

export const groupOf = (resource: number): GroupId => at(GROUPS, resource);
export const keyOf = (resource: number): string => `SOFTWARE\\App ${resource}`;
