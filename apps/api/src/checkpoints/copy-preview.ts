import { differences, valueToJson, type Difference, type RegistryKey } from '#registry';

import { type Engine } from '../core/engine.js';
import { writingOf } from '../nodes/registry-shapes.js';
import { type CryptoTarget } from './crypto-copy.js';
import { expectOf } from './copy-target.js';
import { cryptoHazardsOf } from './crypto-hazards.js';
import { type Hazard } from './hazard.js';
import { hazardsOf } from './hazards.js';
import { type RegistryTarget } from './registry-copy.js';

/** So many differences are shown. */
const MAX_ITEMS = 100;

/** The effect of a command that was not carried out. */
export type Preview = Readonly<{
  diff: Readonly<{
    summary: Readonly<Record<Difference['change'], number>>;
    items: readonly object[];
    more: boolean;
  }>;
  hazards: readonly Hazard[];
  /** Sent with the command, this has it refused where something has changed since the preview. */
  expect: string;
}>;

/** Shows the effect of a command on a live key, or on a stored copy of it. */
export class CopyPreview {
  constructor(private readonly engine: Engine) {}

  registry(target: RegistryTarget, capture: number, { from, to, live }: Trees): Preview {
    const { world, reads } = this.engine;
    const { resource, node, checkpoint } = target;
    const found = differences({ from, to, key: checkpoint.effectiveKey }, MAX_ITEMS);
    const writtenAt = reads.registry.writers(node, '64-bit', Number(reads.position));
    const side = (isLive: boolean, value: Difference['before'], place: Difference) =>
      value && {
        value: valueToJson(value),
        writtenAt: isLive ? writingOf(reads, writtenAt(place.key, place.name ?? '')) : null,
      };
    const items = found.items.map((item) => ({
      key: item.key,
      name: item.name,
      change: item.change,
      left: side(live === 'left', item.before, item) ?? null,
      right: side(live === 'right', item.after, item) ?? null,
    }));
    const { added, removed, changed } = found.summary;
    return {
      diff: { summary: found.summary, items, more: added + removed + changed > items.length },
      hazards: hazardsOf(world, resource, checkpoint),
      expect: expectOf(target, capture),
    };
  }

  /** @param from a fingerprint; empty for no container */
  crypto(
    target: CryptoTarget,
    capture: number,
    { from, to }: Readonly<{ from: string; to: string }>,
  ): Preview {
    const { world } = this.engine;
    const { resource, checkpoint } = target;
    const change = from === '' ? 'added' : 'changed';
    const sides = { left: from === '' ? null : { fingerprint: from }, right: { fingerprint: to } };
    const items = from === to ? [] : [{ key: checkpoint.name, name: null, change, ...sides }];
    const summary = { added: 0, removed: 0, changed: 0, ...(from !== to && { [change]: 1 }) };
    return {
      diff: { summary, items, more: false },
      hazards: cryptoHazardsOf(world, resource, checkpoint),
      expect: expectOf(target, capture),
    };
  }
}

type Trees = Readonly<{
  from: RegistryKey | undefined;
  to: RegistryKey | undefined;
  /** Which side is the node's own, where every value has a writer. */
  live: 'left' | 'right';
}>;
