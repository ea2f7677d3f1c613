import { foldName, type RegistryChange } from '#registry';
import { applyToModel, modelKey, type ModelKey } from '#testing/registry';

import { type Data, type Source } from './naive-events.js';
import { isAtOrBelow, keyId, restricted, valueId } from './naive-places.js';
import { type Last } from './naive-rows.js';

/** The content of a capture, and the writers of its places. */
export type Captured = Readonly<{
  number: number;
  model: ModelKey;
  last: (place: string) => Last | undefined;
}>;

type Past = Readonly<{
  modelAt: (node: string, revision: number) => ModelKey;
  changeAt: (moment: Source, place: string) => Last | undefined;
}>;

/** Every capture of every checkpoint. */
export class NaiveCopies {
  private readonly captures = new Map<string, Captured[]>();
  private readonly containers = new Map<string, Data>();

  constructor(private readonly past: Past) {}

  /** @returns the capture before this one, and this one */
  captured(data: Data, key: string): readonly [Captured | undefined, Captured] {
    const { checkpoint = '', number = 0, source = {} } = data;
    const all = this.captures.get(checkpoint) ?? [];
    const based = all.find((one) => one.number === source.capture);
    const model = restricted(based?.model ?? this.modelOf(source), key);
    for (const change of changesIn(data)) applyToModel(model, change);
    const captured = { number, model, last: this.writerOf(data, based) };
    this.captures.set(checkpoint, [...all, captured]);
    return [all.find((one) => one.number === number - 1), captured];
  }

  private writerOf(data: Data, based: Captured | undefined): Captured['last'] {
    const { source, overUnrestored } = data;
    return (place) => {
      if (source?.node !== undefined) return this.changeOf(source, place);
      return isIn(changesIn(data), place)
        ? this.changeOf(overUnrestored, place)
        : based?.last(place);
    };
  }

  /** @returns the capture before this one */
  capturedContainer(data: Data): Data | undefined {
    const before = this.containers.get(data.checkpoint ?? '');
    this.containers.set(data.checkpoint ?? '', data);
    return before;
  }

  private modelOf({ node = '', nodeRevision = -1 }: Source): ModelKey {
    return node === '' ? modelKey() : this.past.modelAt(node, nodeRevision);
  }

  private changeOf(moment: Source | undefined, place: string): Last | undefined {
    return this.past.changeAt(moment ?? {}, place);
  }
}

const changesIn = ({ changes = [] }: Data): readonly RegistryChange[] => changes;

/** True when changes put a place into a copy. */
const isIn = (changes: readonly RegistryChange[], place: string): boolean =>
  changes.some((change) => {
    if (change.op === 'set' && place === valueId(change.key, change.name)) return true;
    const makes = change.op === 'set' || change.op === 'create-key';
    return (
      makes && place.startsWith(keyId('')) && isAtOrBelow(foldName(change.key), place.slice(4))
    );
  });
