import { ABSENT_CONTAINER, type CheckpointId, type NodeId, type ResourceId } from '#domain';
import { type Position } from '#event-store';
import { differences, type Difference, type RegistryKey, type RegistryValue } from '#registry';

import { type Changed } from '../execution/outcome.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import {
  expectOf,
  type CopyTarget,
  type CryptoTarget,
  type RegistryTarget,
} from './copy-target.js';
import { cryptoHazardsOf } from '../hazards/crypto-hazards.js';
import { type Hazard } from '../hazards/hazard.js';
import { hazardsOf } from '../hazards/registry-hazards.js';

/** The most differences that a preview shows. */
export const MAX_ITEMS = 100;

type Summary = Readonly<Record<Difference['change'], number>>;

/** A place before and after the command. */
export type PreviewedChange = Readonly<{
  key: string;
  /** Null for a key without values and for a key container. */
  name: string | null;
  change: Difference['change'];
  before: Side;
  after: Side;
  /** Position of the last write of the place on the node; undefined if the place does not exist. */
  writtenAt: number | undefined;
}>;

/** A registry value, or the fingerprint of a key container; null if the place is absent. */
type Side = RegistryValue | Readonly<{ fingerprint: string }> | null;

/** The effect that a command would have. */
export type Preview = Readonly<{
  target: Readonly<{ node: NodeId; resource: ResourceId; checkpoint: CheckpointId }>;
  /** The side that is the node's own; its values have writers. */
  live: Live;
  summary: Summary;
  /** The number of keys among the places. */
  keys: number;
  /** The first of the places that the command would overwrite. */
  changes: readonly PreviewedChange[];
  hazards: readonly Hazard[];
  /**
   * A hash of the previewed state. A command with this value is refused if the state has changed.
   */
  expect: string;
}>;

/** The outcome of a command on a stored copy, or its preview. */
export type Previewed =
  | Changed<Readonly<{ resource: ResourceId; checkpoint: string }>>
  | Readonly<{ preview: Preview; position: Position | undefined }>;

/**
 * @throws RequestRefusal if the request has no reason
 */
export const requireReason = (reason: string | undefined): void => {
  if (reason === undefined || reason.trim() === '')
    throw malformed('/reason', 'is needed: say why, in a word or two, or send "dryRun": true');
};

type Change = Omit<PreviewedChange, 'writtenAt'>;

type Live = 'left' | 'right';

type Trees = Readonly<{
  from: RegistryKey | undefined;
  to: RegistryKey | undefined;
  live: Live;
}>;

type PreviewParts = Readonly<{
  target: CopyTarget;
  capture: number;
  live: Live;
  hazards: readonly Hazard[];
}>;

/** The first changes, and the number of all changes. */
type FoundChanges = Readonly<{ summary: Summary; keys: number; changes: readonly Change[] }>;

/** Shows the effect of a command on a live key, or on a stored copy of it. */
export class CopyPreview {
  constructor(private readonly cluster: RunningCluster) {}

  registry(target: RegistryTarget, capture: number, { from, to, live }: Trees): Preview {
    const { effectiveKey: key } = target.checkpoint;
    const { summary, keys, items } = differences({ from, to, key }, MAX_ITEMS);
    const changes = items.map(({ before, after, ...place }) => ({
      ...place,
      before: before ?? null,
      after: after ?? null,
    }));
    const hazards = hazardsOf(this.cluster.state, target.resource, target.checkpoint);
    return this.preview({ target, capture, live, hazards }, { summary, keys, changes });
  }

  /**
   * @param from a fingerprint, or ABSENT_CONTAINER if there is no container; the same for `to`
   */
  crypto(
    target: CryptoTarget,
    capture: number,
    { from, to, live }: Readonly<{ from: string; to: string; live: Live }>,
  ): Preview {
    const found = containerChange({ from, to }, target.checkpoint.name);
    const summary = { added: 0, removed: 0, changed: 0, ...(found && { [found.change]: 1 }) };
    const changes = found === undefined ? [] : [found];
    const hazards = cryptoHazardsOf(this.cluster.state, target.resource, target.checkpoint);
    return this.preview({ target, capture, live, hazards }, { summary, keys: 0, changes });
  }

  private preview({ target, capture, live, hazards }: PreviewParts, found: FoundChanges): Preview {
    const { node, resource, checkpoint } = target;
    const { reads } = this.cluster;
    const writers = reads.registry.writers(node, '64-bit', Number(reads.position));
    return {
      target: { node, resource, checkpoint: checkpoint.id },
      live,
      ...found,
      changes: found.changes.map((change) => ({
        ...change,
        writtenAt: change.name === null ? undefined : writers(change.key, change.name)?.position,
      })),
      hazards,
      expect: expectOf(target, capture),
    };
  }
}

/**
 * The change of a key container, by fingerprints; ABSENT_CONTAINER if there is none. Undefined if
 * both are equal.
 */
export const containerChange = (
  { from, to }: Readonly<{ from: string; to: string }>,
  key: string,
): Change | undefined => {
  if (from === to) return undefined;
  const [before, after] = [sideOf(from), sideOf(to)];
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return { key, name: null, change, before, after };
};

const sideOf = (fingerprint: string): Side =>
  fingerprint === ABSENT_CONTAINER ? null : { fingerprint };
