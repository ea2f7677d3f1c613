import { type Recorded } from '#event-store';
import { foldName, isWithin, type RegistryChange, type RegistryValue } from '#registry';
import { applyToModel, modelKey, type ModelKey } from '#testing/registry';

import { dataOf, kindOf, namedIn, type Data } from './naive-events.js';

/** The last writer of a value, and the value. */
export type Writer = Readonly<{
  key: string;
  name: string;
  value: RegistryValue;
  position: number;
}>;

type Writers = ReadonlyMap<string, Writer>;

type NaiveNode = { model: ModelKey; writers: Map<string, Writer>; staged: Map<string, Data[]> };

/** A log folded in the simplest way, one event after the other. */
export class NaiveHistory {
  readonly nodes = new Map<string, NaiveNode>();
  /** Every version of a value, oldest first: its place, its position, and that of its end so far. */
  readonly versions: {
    node: string;
    place: string;
    value: RegistryValue;
    since: number;
    until: number | undefined;
  }[] = [];
  /** Every deletion of a value, oldest first. */
  readonly deletions: Readonly<{ node: string; place: string; since: number }>[] = [];
  /** Every creation and deletion of a key, oldest first; keys are folded. */
  readonly keyChanges: Readonly<{ node: string; key: string; change: string; since: number }>[] =
    [];
  private readonly present = new Map<string, NaiveHistory['versions'][number]>();

  take(recorded: Recorded): void {
    if (kindOf(recorded.stream) === 'node') this.takeNode(namedIn(recorded.stream), recorded);
  }

  private takeNode(id: string, recorded: Recorded): void {
    const { type } = recorded.event;
    const data = dataOf(recorded);
    const { set = '' } = data;
    if (type === 'NodeOpened')
      this.nodes.set(id, { model: modelKey(), writers: new Map(), staged: new Map() });
    const node = this.nodes.get(id);
    if (node === undefined) return;
    if (type === 'RegistryChangesStaged')
      node.staged.set(set, [...(node.staged.get(set) ?? []), data]);
    if (type === 'RegistryChanged' || type === 'RegistryRestored')
      this.write({ id, node }, recorded, data);
  }

  private write(
    { id, node }: { id: string; node: NaiveNode },
    recorded: Recorded,
    data: Data,
  ): void {
    const before = new Map(node.writers);
    const keys = keysOf(node.model);
    for (const change of changesOf(node, data)) {
      applyToModel(node.model, change);
      note(node.writers, change, recorded);
    }
    for (const [place, old] of before) keepSame(node.writers, place, old);
    const since = Number(recorded.position);
    this.noteVersions(id, [before, node.writers], since);
    this.noteKeys(id, [keys, keysOf(node.model)], since);
  }

  private noteKeys(
    node: string,
    [before, after]: readonly [ReadonlySet<string>, ReadonlySet<string>],
    since: number,
  ): void {
    for (const key of before)
      if (!after.has(key)) this.keyChanges.push({ node, key, change: 'deleted', since });
    for (const key of after)
      if (!before.has(key)) this.keyChanges.push({ node, key, change: 'created', since });
  }

  private noteVersions(
    id: string,
    [before, after]: readonly [Writers, Writers],
    since: number,
  ): void {
    for (const [place, old] of before)
      if (after.get(place) !== old) {
        this.end(`${id}/${place}`, since);
        if (!after.has(place)) this.deletions.push({ node: id, place, since });
      }
    for (const [place, writer] of after)
      if (before.get(place) !== writer)
        this.begin({ node: id, place, value: writer.value, since, until: undefined });
  }

  private begin(version: NaiveHistory['versions'][number]): void {
    this.versions.push(version);
    this.present.set(`${version.node}/${version.place}`, version);
  }

  private end(id: string, until: number): void {
    const version = this.present.get(id);
    if (version !== undefined) version.until = until;
  }
}

/** The folded paths of all keys of a registry but its root. */
const keysOf = ({ keys }: ModelKey, above = ''): ReadonlySet<string> => {
  const found = [...keys].flatMap(([folded, child]) => {
    const path = above === '' ? folded : `${above}\\${folded}`;
    return [path, ...keysOf(child, path)];
  });
  return new Set(found);
};

/** A value that was written as it was keeps its writer. */
const keepSame = (writers: Map<string, Writer>, place: string, old: Writer): void => {
  const now = writers.get(place);
  if (now?.name === old.name && same(now.value, old.value)) writers.set(place, old);
};

const changesOf = ({ staged }: NaiveNode, data: Data): readonly RegistryChange[] =>
  [...(staged.get(data.staged?.set ?? '') ?? []), data].flatMap(({ changes = [] }) => changes);

const same = (left: RegistryValue, right: RegistryValue): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** The name of a value's place. */
export const placeOf = (key: string, name: string): string => `${foldName(key)}\0${foldName(name)}`;

const note = (writers: Map<string, Writer>, change: RegistryChange, recorded: Recorded): void => {
  if (change.op === 'delete-value') writers.delete(placeOf(change.key, change.name));
  if (change.op === 'set') noteSet(writers, change, recorded);
  if (change.op !== 'delete-key') return;
  for (const [place, { key }] of writers) if (isWithin(key, change.key)) writers.delete(place);
};

const noteSet = (
  writers: Map<string, Writer>,
  { key, name, value }: Extract<RegistryChange, { op: 'set' }>,
  { position }: Recorded,
): void => {
  const known = writers.get(placeOf(key, name));
  if (known !== undefined && same(known.value, value)) return;
  const writer = { key, name: known?.name ?? name, value, position: Number(position) };
  writers.set(placeOf(key, name), writer);
};
