import { streamName, type CheckpointId, type ClusterView, type CryptoCheckpoint } from '#domain';
import { type Position } from '#event-store';
import {
  changedPlaces,
  foldName,
  isSameContent,
  type ChangedPlace,
  type RegistryKey,
} from '#registry';

import { type Events } from '../../events/events.js';
import { type ReadDatabase } from '../../file/database.js';
import { takePage, type Sized } from '../../pages.js';
import { type Change } from '../../places.js';
import { judged, type Restoring, type Sources } from '../judge.js';
import { containerRow } from '../keys/container-losses.js';
import { ContainerChanges, containerPath, nameOn } from '../keys/containers.js';
import { LiveData, liveContainers } from '../live-data.js';
import { lossRows, type LossRow } from '../losses/loss-rows.js';
import { sideOf, type Side } from '../losses/lost-writes.js';
import { type Judged, type PlaceChange, type Victim } from '../losses/place-change.js';
import { Standings } from '../standings.js';
import { lastChangeOfKey, lastChangeOfValue } from './last-changes.js';
import { SecuredThen, type Securing } from './secured-then.js';

/** A restore that is yet to come. */
export type RestoreAhead = Securing &
  Readonly<{
    clusterState: ClusterView;
    /** The revision of the node up to which captures that are still owed secure its edits. */
    owed: number;
  }>;

/** The same for a registry key. */
export type KeyRestoreAhead = RestoreAhead &
  Readonly<{
    key: string;
    before: RegistryKey | undefined;
    after: RegistryKey | undefined;
    /** The keys above it that are missing, from the top: its restore makes them too. */
    missing: readonly string[];
    /** True for a place that an earlier restore of the same online has changed. */
    isSettled: (place: ChangedPlace) => boolean;
    /** Lets other work go on. */
    pause: () => Promise<void>;
  }>;

/** A place, or a whole subtree, that a restore would lose. */
export type LossAhead = Readonly<{
  key: string;
  /** Null for a key with its subtree, and for a key container. */
  name: string | null;
  lost: Side;
  kept: Side;
  rule: 'R2' | 'R3' | 'R6';
  victims: readonly Victim[];
  /** Position of the last write of what would be lost; undefined if an earlier restore writes it. */
  written: number | undefined;
}>;

/** The losses of a restore: at most 100, and no more text than one answer holds. */
export type LossesOfRestore = Readonly<{
  items: readonly LossAhead[];
  /** True if there are more, or more places than are judged. */
  more: boolean;
  /** The approximate length of the items in an answer, in characters. */
  size: number;
}>;

const NOTHING: LossesOfRestore = { items: [], more: false, size: 0 };
const MAX_ITEMS = 100;

/** The most places of one restore that are judged. */
const MOST = 50_000;
/** The number of places that are judged at once. */
const STRIDE = 500;

/** The number of lost edits is not counted ahead. */
const UNCOUNTED: Sources['counts'] = { ofKey: () => 0, ofValue: () => 0 };

/**
 * The places that a restore would lose if it came next: the judge is that of the ledger, which
 * decides again when the restore has come.
 */
export class LossesAhead {
  private readonly secured: SecuredThen;
  private readonly standings: Standings;
  private readonly containers: ContainerChanges;
  private readonly positionOf: (node: string, revision: number) => Position | undefined;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
    cluster: string,
  ) {
    this.positionOf = (node, revision) =>
      events.positionOf(streamName(cluster, 'node', node), revision);
    this.secured = new SecuredThen(events, this.positionOf);
    this.standings = new Standings(db);
    this.containers = new ContainerChanges(db);
  }

  /** The places of a registry key that its restore would lose. */
  async ofKey(ahead: KeyRestoreAhead): Promise<LossesOfRestore> {
    const { key, before, after, missing, clusterState } = ahead;
    const live = new LiveData(clusterState, ahead, key);
    const secured = this.securedOf(ahead, live);
    if (secured === undefined) return NOTHING;
    const made = missing.map((above) => ({ key: above, name: null, isBefore: false }) as const);
    const places = [...made, ...changedPlaces({ from: before, to: after, key }, MOST + 1)];
    const upTo: typeof secured.upTo = (place) => Math.max(ahead.owed, secured.upTo(place));
    const { standings } = this;
    const sources = { secured: { of: () => upTo }, standings, counts: UNCOUNTED, live };
    const found: Judged<PlaceChange>[] = [];
    for (let first = 0; first < Math.min(places.length, MOST); first += STRIDE) {
      if (first > 0) await ahead.pause();
      const part = places.slice(first, Math.min(first + STRIDE, MOST));
      const changes = part.map((place) => this.changeOf(ahead, place));
      found.push(...judged(changes, restoringOf(ahead), sources));
    }
    return lossesOf(lossRows(found), places.length > MOST);
  }

  /** The secured revisions; undefined if the restore can lose nothing, by what is known at once. */
  private securedOf(
    ahead: KeyRestoreAhead,
    { isAlone }: LiveData,
  ): ReturnType<SecuredThen['of']> | undefined {
    const { before, after, missing, owed } = ahead;
    if (missing.length === 0 && isSameContent(before, after)) return undefined;
    if (isAlone && isUntouched(ahead)) return undefined;
    const secured = this.secured.of(ahead);
    const isSafe = isAlone && !this.isTouched(ahead, Math.max(secured.base, owed));
    return isSafe ? undefined : secured;
  }

  /** The key container that its restore would lose. @param kept undefined for an absence */
  ofContainer(
    ahead: RestoreAhead,
    checkpoint: CryptoCheckpoint,
    { lost, kept }: Readonly<Record<'lost' | 'kept', string | undefined>>,
  ): LossesOfRestore {
    if (lost === kept) return NOTHING;
    const { clusterState, node, resource, at } = ahead;
    const named = nameOn(clusterState, node, checkpoint);
    const victims = liveContainers(clusterState, { node, resource }, named);
    const before = this.containers.upTo(node, named, Number(at));
    const { upTo } = this.secured.of(ahead);
    const secured: Sources['secured'] = {
      of: () => (place) => Math.max(ahead.owed, upTo(place)),
    };
    const overwriting = { resource, checkpoint: checkpoint.id, node, victims };
    const change = { key: containerPath(named), lost, kept, before };
    const row = containerRow(overwriting, change, { secured, standings: this.standings });
    return lossesOf([row], false);
  }

  /** True if anything under the key was written on the node after a revision. */
  private isTouched({ node, on, key, at }: KeyRestoreAhead, revision: number): boolean {
    if (on === undefined || on.registryRevision <= revision) return false;
    const after = revision < 0 ? 0 : Number(this.positionOf(node, revision) ?? 0);
    const touched = this.events.touchedAt(node, foldName(key), { after, to: Number(at) });
    return touched[Symbol.iterator]().next().done !== true;
  }

  private changeOf(ahead: KeyRestoreAhead, place: ChangedPlace): PlaceChange {
    const { key } = place;
    const folded = foldName(key);
    const last = ahead.isSettled(place) ? SETTLED : this.lastOf(ahead, place);
    if (place.name === null) return { kind: 'key', folded, key, isLost: place.isBefore, last };
    const { name, before, after } = place;
    const [lost, kept] = [before, after].map((value) => value && JSON.stringify(value));
    return { kind: 'value', folded, key, name, lost, kept, place: undefined, last };
  }

  private lastOf({ node, at }: KeyRestoreAhead, place: ChangedPlace): Change | undefined {
    const { key, name } = place;
    return name === null
      ? lastChangeOfKey(this.db, { node, key, isThere: place.isBefore }, Number(at))
      : lastChangeOfValue(this.db, { node, key, name }, Number(at));
  }
}

/** True if nothing was written on the node since the last restore there, or what is owed. */
const isUntouched = ({ on, checkpoint, owed }: KeyRestoreAhead): boolean => {
  const restored = on?.restores.get(checkpoint as CheckpointId)?.revision ?? NEVER;
  return on === undefined || on.registryRevision <= Math.max(restored, owed);
};

const NEVER = -1;

/** No event has this position. */
const TO_COME = 0;
/** The last change of a place that an earlier restore of the same online will change. */
const SETTLED: Change = { position: TO_COME, revision: -1, restored: true };

const restoringOf = ({ node, resource, checkpoint, at }: KeyRestoreAhead): Restoring => ({
  ...{ node, resource, checkpoint, isDeliberate: false },
  position: Number(at) + 1,
});

const lossesOf = (rows: readonly LossRow[], isCut: boolean): LossesOfRestore => {
  const lost = rows.filter(({ rule }) => rule !== null);
  const { items, isLast } = takePage(sized(lost), MAX_ITEMS);
  const size = lost.slice(0, items.length).reduce((sum, row) => sum + sizeOf(row), 0);
  return { items, more: isCut || !isLast, size };
};

function* sized(rows: readonly LossRow[]): Iterable<Sized<LossAhead>> {
  for (const { key, name, lost, kept, rule, victims, written } of rows) {
    if (rule === null) continue;
    const [before, after] = [lost, kept].map((json) => sideOf(json, name));
    const last = written === TO_COME ? undefined : written;
    const item = { key, name, lost: before, kept: after, rule, victims, written: last };
    yield { item, size: sizeOf({ lost, kept }) };
  }
}

const sizeOf = ({ lost, kept }: Pick<LossRow, 'lost' | 'kept'>): number =>
  (lost?.length ?? 0) + (kept?.length ?? 0);
