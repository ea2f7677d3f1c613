import { nameOf, type RunningCluster } from '#application';
import { ABSENT_CONTAINER } from '#domain';
import { differences, valueToJson, type Difference, type RegistryKey } from '#registry';

import { writingOf } from '../nodes/registry-shapes.js';
import {
  expectOf,
  type CopyTarget,
  type CryptoTarget,
  type RegistryTarget,
} from './copy-target.js';
import { cryptoHazardsOf } from './crypto-hazards.js';
import { type Hazard } from './hazard.js';
import { hazardsOf } from './hazards.js';

/** So many differences are shown. */
const MAX_ITEMS = 100;

type Summary = Readonly<Record<Difference['change'], number>>;

/** The effect of a command that was not carried out. */
export type Preview = Readonly<{
  diff: Readonly<{ summary: Summary; items: readonly object[]; more: boolean }>;
  hazards: readonly Hazard[];
  /** The places that the command would overwrite, as its operation would list them. */
  lostWrites: Readonly<{
    rows: number;
    keys: number;
    values: number;
    items: readonly object[];
    more: boolean;
  }>;
  /** Sent with the command, this has it refused where something has changed since the preview. */
  expect: string;
}>;

/** A place before and after the command. */
type Change = Readonly<{
  key: string;
  /** Null for a key without values, and for a key container. */
  name: string | null;
  change: Difference['change'];
  before: object | null;
  after: object | null;
}>;

/** The side that is the node's own, where every value has a writer. */
type Live = 'left' | 'right';

type Trees = Readonly<{
  from: RegistryKey | undefined;
  to: RegistryKey | undefined;
  live: Live;
}>;

type Previewed = Readonly<{
  target: CopyTarget;
  capture: number;
  live: Live;
  hazards: readonly Hazard[];
}>;

/** The first changes, and the number of all of them. */
type Found = Readonly<{ summary: Summary; keys: number; changes: readonly Change[] }>;

/** Shows the effect of a command on a live key, or on a stored copy of it. */
export class CopyPreview {
  constructor(private readonly cluster: RunningCluster) {}

  registry(target: RegistryTarget, capture: number, { from, to, live }: Trees): Preview {
    const { effectiveKey: key } = target.checkpoint;
    const { summary, keys, items } = differences({ from, to, key }, MAX_ITEMS);
    const changes = items.map(({ before, after, ...place }) => ({
      ...place,
      before: before ? valueToJson(before) : null,
      after: after ? valueToJson(after) : null,
    }));
    const hazards = hazardsOf(this.cluster.state, target.resource, target.checkpoint);
    return this.preview({ target, capture, live, hazards }, { summary, keys, changes });
  }

  /** @param from a fingerprint; ABSENT_CONTAINER for no container, as `to` */
  crypto(
    target: CryptoTarget,
    capture: number,
    { from, to, live }: Readonly<{ from: string; to: string; live: Live }>,
  ): Preview {
    const { name: key } = target.checkpoint;
    const [before, after] = [containerSide(from), containerSide(to)];
    const change = before === null ? 'added' : after === null ? 'removed' : 'changed';
    const changes: readonly Change[] =
      from === to ? [] : [{ key, name: null, change, before, after }];
    const summary = { added: 0, removed: 0, changed: 0, ...(from !== to && { [change]: 1 }) };
    const hazards = cryptoHazardsOf(this.cluster.state, target.resource, target.checkpoint);
    return this.preview({ target, capture, live, hazards }, { summary, keys: 0, changes });
  }

  private preview({ target, capture, live, hazards }: Previewed, found: Found): Preview {
    return {
      diff: this.diffOf(target, live, found),
      hazards,
      lostWrites: this.lostOf(target, live, found),
      expect: expectOf(target, capture),
    };
  }

  private diffOf(target: CopyTarget, live: Live, { summary, changes }: Found): Preview['diff'] {
    const writtenAt = this.writers(target);
    const items = changes.map(({ key, name, change, before, after }) => ({
      ...{ key, name, change },
      left: sideOf(before, live === 'left' ? writtenAt(key, name) : null),
      right: sideOf(after, live === 'right' ? writtenAt(key, name) : null),
    }));
    return { summary, items, more: countOf(summary) > items.length };
  }

  private lostOf(
    target: CopyTarget,
    live: Live,
    { summary, keys, changes }: Found,
  ): Preview['lostWrites'] {
    const writtenAt = this.writers(target);
    const rows = countOf(summary);
    const items = changes.map(({ key, name, before, after }) => ({
      ...this.placeOf(target, live),
      ...{ key, name, lost: before, kept: after },
      writtenAt: live === 'left' ? writtenAt(key, name) : null,
    }));
    return { rows, keys, values: rows - keys, items, more: rows > items.length };
  }

  /** The last write of each place of the node. */
  private writers({ node }: CopyTarget): (key: string, name: string | null) => object | null {
    const { reads } = this.cluster;
    const writtenAt = reads.registry.writers(node, '64-bit', Number(reads.position));
    return (key, name) => (name === null ? null : writingOf(reads, writtenAt(key, name)));
  }

  /** A restore overwrites the node, a recapture the stored copy. */
  private placeOf({ node, resource, checkpoint }: CopyTarget, live: Live): object {
    const { state: world } = this.cluster;
    return {
      node: nameOf(world, 'nodes', node),
      resource: nameOf(world, 'resources', resource),
      checkpoint: checkpoint.id,
      lostFrom: live === 'left' ? 'node' : 'capture',
    };
  }
}

const containerSide = (fingerprint: string): object | null =>
  fingerprint === ABSENT_CONTAINER ? null : { fingerprint };

const countOf = ({ added, removed, changed }: Summary): number => added + removed + changed;

const sideOf = (value: object | null, writtenAt: object | null): object | null =>
  value === null ? null : 'fingerprint' in value ? value : { value, writtenAt };
