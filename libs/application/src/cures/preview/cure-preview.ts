import { type ClusterState, type NodeId, type ResourceId } from '#domain';
import { type Position } from '#event-store';
import { type WrittenAt } from '#read-models';
import { differences, type Difference, type RegistryKey } from '#registry';

import {
  containerChange,
  MAX_ITEMS,
  type PreviewedChange,
} from '../../checkpoints/copy-preview.js';
import {
  type CopyTarget,
  type CryptoTarget,
  type RegistryTarget,
} from '../../checkpoints/copy-target.js';
import { type Changed } from '../../execution/outcome.js';
import { cryptoHazardsOf } from '../../hazards/crypto-hazards.js';
import { type Hazard } from '../../hazards/hazard.js';
import { hazardsOf } from '../../hazards/registry-hazards.js';
import { type RunningCluster } from '../../running-cluster.js';

/** A place that a cure overwrites, on a node or in a stored copy. */
export type CuredPlace = PreviewedChange &
  Readonly<{
    node: NodeId;
    /** Undefined for a place of a registry by itself. */
    resource: ResourceId | undefined;
    checkpoint: string | undefined;
    lostFrom: 'node' | 'capture';
    /** Position of the last write of the place as it will be, if it is the node's own. */
    keptAt: number | undefined;
  }>;

/** A checkpoint that a cure leaves alone, and why. */
export type Untouched = Readonly<{ resource: ResourceId; checkpoint: string; reason: string }>;

/** The effect that a cure would have. */
export type CurePreview = Readonly<{
  summary: Readonly<Record<Difference['change'], number>>;
  /** The number of keys among the places. */
  keys: number;
  /** The first of the places. */
  changes: readonly CuredPlace[];
  hazards: readonly Hazard[];
  untouched: readonly Untouched[];
  expect: string;
}>;

/** The outcome of a cure, or its preview. */
export type PreviewedCure<Subject extends object> =
  Changed<Subject> | Readonly<{ cure: CurePreview; position: Position | undefined }>;

type Trees = Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined; key: string }>;

type Place = Omit<PreviewedChange, 'writtenAt'>;

type Overwritten = Pick<CuredPlace, 'node' | 'resource' | 'checkpoint' | 'lostFrom'>;

/** Collects the effects of a cure on several keys, stored copies and key containers. */
export class CurePreviewing {
  private readonly summary = { added: 0, removed: 0, changed: 0 };
  private keys = 0;
  private readonly changes: CuredPlace[] = [];
  private readonly hazards = new Map<string, Hazard>();

  /** @param hazardous the state whose hazards are told: the present one, or that after the command */
  constructor(
    private readonly cluster: RunningCluster,
    private readonly hazardous: ClusterState = cluster.state,
  ) {}

  /** A live key, before and after. */
  live(trees: Trees, of: Readonly<{ node: NodeId; target?: RegistryTarget | undefined }>): void {
    const { node, target } = of;
    this.trees(
      trees,
      { ...overwritten(node, target), lostFrom: 'node' },
      {
        left: this.nodeWriters(node),
      },
    );
    if (target !== undefined) this.note(target);
  }

  /** A stored copy, before and after; `isLive` if it becomes the live key. */
  copy(trees: Trees, target: RegistryTarget, isLive = false): void {
    const { reads } = this.cluster;
    const { id: checkpoint, captures: number } = target.checkpoint;
    this.trees(
      trees,
      { ...overwritten(target.node, target), lostFrom: 'capture' },
      {
        left: reads.provenance.writers.of({ checkpoint, number }, '64-bit', reads.position),
        ...(isLive && { right: this.nodeWriters(target.node) }),
      },
    );
    this.note(target);
  }

  /** A key container, by fingerprints. */
  container(
    { from, to }: Readonly<{ from: string; to: string }>,
    target: CryptoTarget,
    lostFrom: CuredPlace['lostFrom'],
  ): void {
    const change = containerChange({ from, to }, target.checkpoint.name);
    if (change !== undefined) {
      this.summary[change.change] += 1;
      this.add(change, { ...overwritten(target.node, target), lostFrom }, {});
    }
    this.noteAll(cryptoHazardsOf(this.hazardous, target.resource, target.checkpoint));
  }

  preview(expect: string, untouched: readonly Untouched[] = []): CurePreview {
    const { summary, keys, changes } = this;
    return { summary, keys, changes, hazards: [...this.hazards.values()], untouched, expect };
  }

  private trees(
    { from, to, key }: Trees,
    of: Overwritten,
    writers: Readonly<{ left: WrittenAt; right?: WrittenAt }>,
  ): void {
    const found = differences({ from, to, key }, MAX_ITEMS - this.changes.length);
    for (const change of ['added', 'removed', 'changed'] as const)
      this.summary[change] += found.summary[change];
    this.keys += found.keys;
    for (const { before, after, ...place } of found.items)
      this.add({ ...place, before: before ?? null, after: after ?? null }, of, writers);
  }

  private add(
    place: Place,
    of: Overwritten,
    { left, right }: Readonly<{ left?: WrittenAt; right?: WrittenAt }>,
  ): void {
    if (this.changes.length >= MAX_ITEMS) return;
    const { key, name } = place;
    const at = (writers: WrittenAt | undefined): number | undefined =>
      name === null ? undefined : writers?.(key, name)?.position;
    this.changes.push({ ...place, ...of, writtenAt: at(left), keptAt: at(right) });
  }

  private nodeWriters(node: NodeId): WrittenAt {
    const { reads } = this.cluster;
    return reads.registry.writers(node, '64-bit', Number(reads.position));
  }

  private note({ resource, checkpoint }: RegistryTarget): void {
    this.noteAll(hazardsOf(this.hazardous, resource, checkpoint));
  }

  private noteAll(hazards: readonly Hazard[]): void {
    for (const hazard of hazards) this.hazards.set(JSON.stringify(hazard), hazard);
  }
}

const overwritten = (
  node: NodeId,
  target: CopyTarget | undefined,
): Pick<CuredPlace, 'node' | 'resource' | 'checkpoint'> => ({
  node,
  resource: target?.resource,
  checkpoint: target?.checkpoint.id,
});
