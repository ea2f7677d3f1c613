import { foldName, type RegistryChange } from '#registry';
import { applyToModel, findInModel, modelKey, type ModelKey } from '#testing/registry';
import { NaiveHistory, placeOf } from '#testing/read-models';
import { type Recorded } from '#event-store';

import { dataOf, idOf } from './whole-log.js';

/** A key with all that is in it, in the order of an answer. */
export type PlainKey = Readonly<{
  exists: boolean;
  values: readonly object[];
  keys: readonly (object & Readonly<{ name: string }>)[];
}>;

const byName = <Item>(map: ReadonlyMap<string, Item>): readonly Item[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);

type WriterOf = (key: string, name: string) => number | undefined;

/** The content of a key, down to a depth. @param path the physical key */
export const plainKey = (
  found: ModelKey | undefined,
  { path, depth, writerOf }: Readonly<{ path: string; depth: number; writerOf?: WriterOf }>,
): PlainKey => ({
  exists: found !== undefined,
  values: byName(found?.values ?? new Map<string, never>()).map(({ name, value }) => ({
    ...{ name, value },
    ...(writerOf && { writtenAt: String(writerOf(path, name)) }),
  })),
  keys:
    depth === 0
      ? []
      : byName(found?.keys ?? new Map<string, ModelKey>()).map((child) => {
          const below = { path: `${path}\\${child.name}`, depth: depth - 1 };
          const { values, keys } = plainKey(child, { ...below, ...(writerOf && { writerOf }) });
          return { name: child.name, values, keys };
        }),
});

/** The registries of all nodes after some events. */
export class Registries {
  readonly history = new NaiveHistory();

  constructor(events: readonly Recorded[]) {
    for (const recorded of events) this.history.take(recorded);
  }

  keyOf(node: string, path: string, depth: number): PlainKey {
    const { model, writers } = this.history.nodes.get(node) ?? {};
    const writerOf: WriterOf = (key, name) => writers?.get(placeOf(key, name))?.position;
    return plainKey(model && findInModel(model, path), { path, depth, writerOf });
  }
}

/** The content of a capture: that of its source with its changes. @param key the effective key */
export const contentOf = (
  events: readonly Recorded[],
  capture: Recorded,
  key: string,
): ModelKey | undefined => {
  const { source, changes = [] } = dataOf(capture) as Readonly<{
    source: Readonly<{ node?: string; nodeRevision?: number; capture?: number }>;
    changes?: readonly RegistryChange[];
  }>;
  const root = modelKey();
  const before =
    source.node === undefined
      ? earlierContent(events, capture, { key, number: source.capture })
      : modelAt(events, { node: source.node, ...source }, key);
  if (before !== undefined) put(root, key, before);
  for (const change of changes) applyToModel(root, change);
  return findInModel(root, key);
};

const earlierContent = (
  events: readonly Recorded[],
  capture: Recorded,
  { key, number }: Readonly<{ key: string; number: number | undefined }>,
): ModelKey | undefined => {
  const { checkpoint } = dataOf(capture);
  const earlier = events.find(
    (one) =>
      one.event.type === capture.event.type &&
      dataOf(one)['checkpoint'] === checkpoint &&
      dataOf(one)['number'] === number,
  );
  return earlier && contentOf(events, earlier, key);
};

const modelAt = (
  events: readonly Recorded[],
  { node, nodeRevision = 0 }: Readonly<{ node: string; nodeRevision?: number }>,
  key: string,
): ModelKey | undefined => {
  const own = events.filter((one) => idOf(one) === node && Number(one.revision) <= nodeRevision);
  const { model } = new Registries(own).history.nodes.get(node) ?? {};
  return model && findInModel(model, key);
};

const put = (root: ModelKey, path: string, content: ModelKey): void => {
  applyToModel(root, { op: 'create-key', key: path });
  const parent = findInModel(root, path.split('\\').slice(0, -1).join('\\'));
  parent?.keys.set(foldName(content.name), content);
};
