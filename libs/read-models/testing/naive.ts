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

type NaiveNode = { model: ModelKey; writers: Map<string, Writer>; staged: Map<string, Data[]> };

/** A log folded in the simplest way, one event after the other. */
export class NaiveHistory {
  readonly nodes = new Map<string, NaiveNode>();
  /** Every version of a value, oldest first: its place, and its position. */
  readonly versions: Readonly<{ node: string; place: string; since: number }>[] = [];

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
    for (const change of changesOf(node, data)) {
      applyToModel(node.model, change);
      note(node.writers, change, recorded);
    }
    for (const [place, old] of before) {
      const now = node.writers.get(place);
      if (now?.name === old.name && same(now.value, old.value)) node.writers.set(place, old);
    }
    for (const [place, writer] of node.writers)
      if (before.get(place) !== writer)
        this.versions.push({ node: id, place, since: Number(recorded.position) });
  }
}

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
