import { type Recorded } from '#event-store';
import { isWithin, type RegistryChange } from '#registry';

import { NaiveHistory, placeOf } from './naive.js';
import { dataOf, kindOf, namedIn, type Data } from './naive-events.js';

/** The position of the edit that first wrote each value, by place. */
type Origins = ReadonlyMap<string, number>;

const NONE: Origins = new Map();

/**
 * The edits that first wrote the values of all registries, followed through captures and restores in
 * the simplest way: every moment of every node is kept.
 */
export class NaiveOrigins {
  readonly history = new NaiveHistory();
  /** By node, then by revision. */
  private readonly moments = new Map<string, Origins[]>();
  /** By checkpoint and number. */
  private readonly captures = new Map<string, Origins>();
  private readonly keys = new Map<string, string>();

  take(recorded: Recorded): void {
    this.history.take(recorded);
    const [id, data] = [namedIn(recorded.stream), dataOf(recorded)];
    if (kindOf(recorded.stream) === 'node') this.takeNode(id, recorded, data);
    const { type } = recorded.event;
    const { checkpoint = '', effectiveKey = '' } = data;
    if (type === 'RegistryCheckpointAdded') this.keys.set(checkpoint, effectiveKey);
    if (type === 'RegistryCheckpointCaptured')
      this.captures.set(`${checkpoint}/${String(data.number)}`, this.captured(data, checkpoint));
  }

  /** The origins of the values of a node. */
  of(node: string): Origins {
    return this.moments.get(node)?.at(-1) ?? NONE;
  }

  /** The origins of the values of a capture. */
  inCapture(checkpoint: string, number: number): Origins {
    return this.captures.get(`${checkpoint}/${number}`) ?? NONE;
  }

  private takeNode(node: string, { event, position, revision }: Recorded, data: Data): void {
    const moments = this.moments.get(node) ?? [];
    const copy = event.type === 'RegistryRestored' ? this.copyOf(data, 'capture') : undefined;
    const origins = new Map<string, number>();
    for (const [place, writer] of this.history.nodes.get(node)?.writers ?? []) {
      const written = copy === undefined ? Number(position) : copy.get(place);
      const isNew = writer.position === Number(position);
      put(origins, place, isNew ? written : this.of(node).get(place));
    }
    moments[Number(revision)] = origins;
    this.moments.set(node, moments);
  }

  private captured(data: Data, checkpoint: string): Origins {
    const { source = {}, changes = [], overUnrestored } = data;
    const from =
      source.node === undefined
        ? this.copyOf({ checkpoint, number: source.capture } as Data, 'number')
        : this.at(source.node, source.nodeRevision);
    const key = this.keys.get(checkpoint) ?? '';
    const origins = new Map([...from].filter(([place]) => isAt(place, key)));
    const then = this.at(overUnrestored?.node, overUnrestored?.nodeRevision);
    for (const change of changes) applyTo(origins, change, then);
    return origins;
  }

  private at(node: string | undefined, revision: number | undefined): Origins {
    return this.moments.get(node ?? '')?.[revision ?? -1] ?? NONE;
  }

  private copyOf(data: Data, number: string): Origins {
    const named = data as Readonly<Record<string, unknown>>;
    return this.captures.get(`${String(data.checkpoint)}/${String(named[number])}`) ?? NONE;
  }
}

const isAt = (place: string, key: string): boolean => isWithin(place.split('\0')[0] ?? '', key);

const put = (origins: Map<string, number>, place: string, origin: number | undefined): void => {
  if (origin !== undefined) origins.set(place, origin);
};

const applyTo = (origins: Map<string, number>, change: RegistryChange, then: Origins): void => {
  if (change.op === 'delete-key')
    for (const place of [...origins.keys()]) if (isAt(place, change.key)) origins.delete(place);
  if (change.op === 'delete-value') origins.delete(placeOf(change.key, change.name));
  if (change.op !== 'set') return;
  const place = placeOf(change.key, change.name);
  put(origins, place, then.get(place));
};
