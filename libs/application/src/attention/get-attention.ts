import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type ClusterState } from '#domain';
import { type Position } from '#event-store';
import { type ParkedEvent, type ReadModels } from '#read-models';

import { driftMoment } from '../drift/drift-moment.js';
import { HazardSources } from '../hazards/hazard-sources.js';
import { momentOf, stateOf, type AsOf, type DatedState } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { backupItems } from './backup-items.js';
import { ClobberItems } from './clobber-items.js';
import { driftItems, type FoundDrift } from './drift-items.js';
import { failedItems } from './failed-items.js';
import { heldItems } from './held-items.js';
import { placeOf, type AttentionItem } from './item.js';
import { lostWriteItems } from './lost-write-items.js';
import { unrestoredItems } from './unrestored-items.js';

/** A page of the things that need an operator now. */
export type AttentionPage = Readonly<{
  moment: Pick<DatedState, 'position' | 'stamp' | 'age'>;
  items: readonly AttentionItem[];
  /** The place after which the next page begins. */
  next: string | undefined;
  /** The kinds that were not looked for everywhere, because the cluster is too large. */
  unchecked: readonly AttentionItem['kind'][];
}>;

/** Lists the things that need an operator now: by severity, then by their beginning. */
export class GetAttention extends Query<AttentionPage> {
  /** @param asOf the consistency; the moment is always the present */
  constructor(
    readonly asOf: Omit<AsOf, 'at'>,
    readonly input: Readonly<{ limit: number; after: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(GetAttention)
export class GetAttentionHandler implements IQueryHandler<GetAttention> {
  /** The drift as of a position. It takes long on a large cluster, and each open page asks for it. */
  private known: Readonly<{ at: Position; found: Promise<FoundDrift> }> | undefined;

  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input: { limit, after = '' } }: GetAttention): Promise<AttentionPage> {
    const { position, stamp, age, now } = await stateOf(this.cluster, asOf);
    const lost = await lostWriteItems(this.cluster, await momentOf(this.cluster, asOf));
    const drift = await this.driftOf(asOf);
    const { reads, state } = this.cluster;
    const all = [
      ...stateItems(state, now),
      ...parkedItems(reads),
      ...backupItems(this.cluster),
      ...lost,
      ...drift.items,
    ]
      .map((item) => ({ item, place: placeOf(item) }))
      .filter(({ place }) => place > after)
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    const page = all.slice(0, limit);
    const next = page.length < all.length ? page.at(-1)?.place : undefined;
    return {
      moment: { position, stamp, age },
      items: page.map(({ item }) => item),
      next,
      unchecked: drift.isWhole ? [] : ['drift'],
    };
  }

  private async driftOf(asOf: GetAttention['asOf']): Promise<FoundDrift> {
    const { trees } = await driftMoment(this.cluster, asOf);
    // A parked event that is projected later changes the answer as of the same position.
    if (this.cluster.reads.parked.count > 0) return driftItems(this.cluster, trees);
    const known = this.known?.at === trees.at ? this.known : undefined;
    const found = known?.found ?? driftItems(this.cluster, trees);
    this.known = { at: trees.at, found };
    try {
      return await found;
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }
}

/** @param now milliseconds since 1970 */
export const stateItems = (clusterState: ClusterState, now: number): readonly AttentionItem[] => {
  const sources = new HazardSources(clusterState);
  const clobbers = new ClobberItems(sources);
  const items = [...heldItems(sources)];
  for (const id of clusterState.resourceIds()) {
    const resource = clusterState.openResource(id);
    if (resource === undefined) continue;
    items.push(...unrestoredItems(clusterState, id, resource));
    items.push(...failedItems(clusterState, id, { resource, now }));
    items.push(...clobbers.of(id, resource));
  }
  return items;
};

const parkedItems = (reads: ReadModels): readonly AttentionItem[] =>
  reads.parked.count === 0 ? [] : reads.parked.list().map((parked) => parkedItem(reads, parked));

const parkedItem = (
  { events }: ReadModels,
  { id, type, position, stream, error }: ParkedEvent,
): AttentionItem => {
  const recordedAt = events.at(Number(position))?.recordedAt.getTime();
  return {
    severity: 'critical',
    kind: 'parked',
    thing: { kind: 'event', id, name: type },
    since: recordedAt === undefined ? undefined : { position: String(position), recordedAt },
    detail: `an event of ${stream} could not be projected, so that questions about it are refused: ${error}`,
    remedy: {
      text: 'Try again: the read model is built anew.',
      method: 'POST',
      path: `/v1/parked/${encodeURIComponent(id)}/retry`,
    },
  };
};
