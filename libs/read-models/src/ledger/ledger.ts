import { type DomainEvent, type NodeEvent, type NodeMoment, type ClusterView } from '#domain';
import { type Position, type Recorded } from '#event-store';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type CapturedData } from '../captures/copy-sources.js';
import { type ReadDatabase } from '../file/database.js';
import { type Writing } from '../places.js';
import { ContainerChanges, isContainerRestore, type ContainerEvent } from './keys/containers.js';
import { ContainerLosses } from './keys/container-losses.js';
import { CopyLosses, type CryptoCapturedData } from './keys/copy-losses.js';
import { EditCounts } from './losses/edit-counts.js';
import { judged } from './judge.js';
import { LiveData } from './live-data.js';
import { lossRows } from './losses/loss-rows.js';
import { LostWriteTable } from './losses/lost-write-table.js';
import { Secured, type SecuredBefore } from './keys/secured.js';
import { Decisions, isDecision } from './states/decisions.js';
import { Standings } from './standings.js';
import { type Touched } from './losses/touched.js';

type RestoredData = Extract<NodeEvent, { type: 'RegistryRestored' }>['data'];

export type LedgerParts = Readonly<{
  db: ReadDatabase;
  contents: CaptureContents;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
  actorsOf: (positions: readonly number[]) => ReadonlySet<string>;
  /** Writes the keys that are not in the file yet. */
  flushKeys: () => void;
  /** Writes the noted rows of the open transaction, so that they can be found. */
  settle: () => void;
  onLost: (rule: string, position: Position) => void;
  /** Finds what was secured at an earlier moment; absent where the file has it. */
  securedThen?: SecuredBefore | undefined;
}>;

/**
 * Finds the places that restores overwrote and that were lost: one row for each place, or for a
 * whole subtree. It sees each event before the state does, and afterwards.
 */
export class Ledger {
  private readonly secured: Secured;
  private readonly standings: Standings;
  private readonly counts: EditCounts;
  private readonly containers: ContainerChanges;
  private readonly table: LostWriteTable;
  private readonly decisions: Decisions;
  private readonly ofContainers: ContainerLosses;
  private readonly ofCopies: CopyLosses;

  constructor(parts: LedgerParts) {
    const { db } = parts;
    this.secured = new Secured(db, parts.securedThen);
    this.standings = new Standings(db);
    this.counts = new EditCounts(db, parts.positionOf, parts.flushKeys);
    this.containers = new ContainerChanges(db);
    this.table = new LostWriteTable(parts);
    this.decisions = new Decisions(db);
    const { secured, standings, table, containers } = this;
    this.ofContainers = new ContainerLosses({ secured, standings, table });
    this.ofCopies = new CopyLosses({ ...parts, table, containers });
  }

  /** Takes over the state after earlier events. */
  resumeFrom(clusterState: ClusterView): void {
    this.standings.resumeFrom(clusterState);
  }

  /** A restore of a registry; `touched` has the places that it changed. */
  restored(
    { id, metadata: { operation } }: Recorded,
    data: RestoredData,
    {
      clusterState,
      writing,
      touched,
    }: Readonly<{ clusterState: ClusterView; writing: Writing; touched: Touched }>,
  ): void {
    const { resource, checkpoint, deliberate = false } = data;
    const { node, position, revision: nodeRevision } = writing;
    const restoring = { node, position, resource, checkpoint, isDeliberate: deliberate };
    const changes = touched.changes();
    if (changes.length > 0) {
      const live = new LiveData(clusterState, restoring, data.key);
      const { secured, standings, counts } = this;
      const sources = { secured, standings, counts, live };
      const rows = lossRows(judged(changes, restoring, sources));
      if (rows.length > 0) this.table.add({ ...restoring, id, operation }, rows);
    }
    this.secured.restored(checkpoint, { node, nodeRevision } as NodeMoment);
  }

  /** A key container is stored, restored or deleted. */
  container(
    recorded: Recorded,
    event: ContainerEvent,
    { clusterState, writing }: Readonly<{ clusterState: ClusterView; writing: Writing }>,
  ): void {
    const change = this.containers.apply(clusterState, event, writing);
    if (!isContainerRestore(event)) return;
    if (change !== undefined)
      this.ofContainers.take(recorded, event.data, { clusterState, writing, change });
    const { node, revision: nodeRevision } = writing;
    this.secured.restored(event.data.checkpoint, { node, nodeRevision } as NodeMoment);
  }

  /** A capture of a registry key, by a resource. */
  captured(
    recorded: Recorded,
    data: CapturedData,
    at: Readonly<{ clusterState: ClusterView; resource: string }>,
  ): void {
    const { checkpoint, source, changes = [], overUnrestored } = data;
    this.ofCopies.captured(recorded, data, at);
    if ('node' in source) this.secured.whole(checkpoint, source);
    else if (overUnrestored !== undefined) this.secured.carry(checkpoint, overUnrestored, changes);
  }

  /** A capture of a key container, by a resource. */
  capturedContainer(
    recorded: Recorded,
    data: CryptoCapturedData,
    at: Readonly<{ clusterState: ClusterView; resource: string }>,
  ): void {
    this.ofCopies.capturedContainer(recorded, data, at);
    this.secured.whole(data.checkpoint, data.source);
  }

  /** Takes in an event that the state has applied. */
  observe(clusterState: ClusterView, domainEvent: DomainEvent, position: number): void {
    this.standings.observe(clusterState, domainEvent, position);
    if (!isDecision(domainEvent)) return;
    this.table.flush();
    this.decisions.note(domainEvent, position);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.secured.flush();
    this.table.flush();
  }
}
