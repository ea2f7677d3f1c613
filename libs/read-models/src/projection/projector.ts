import {
  PastState,
  streamName,
  type DomainEvent,
  type NodeEvent,
  type ResourceEvent,
} from '#domain';
import { type Position, type Recorded } from '#event-store';
import { type RegistryChange } from '#registry';

import { CaptureContents } from '../captures/capture-contents.js';
import { type Captures } from '../captures/captures.js';
import { type Events } from '../events/events.js';
import { type ReadDatabase } from '../file/database.js';
import { isContainerEvent, isContainerRestore } from '../ledger/keys/containers.js';
import { Ledger } from '../ledger/ledger.js';
import { type SecuredBefore } from '../ledger/keys/secured.js';
import { Touched } from '../ledger/losses/touched.js';
import { type NotedChange, type Writing } from '../places.js';
import { SpanWriter } from '../timeline/span-writer.js';
import { LaneTape } from '../timeline/tape.js';
import { lanesOf } from '../timeline/lanes.js';
import { RecentActors } from '../events/recent-actors.js';
import { RegistryPast } from '../registry/registry-past.js';
import { Origins } from '../provenance/origins.js';
import { RegistryVersions, type OriginOf } from '../registry/registry-versions.js';

type RegistryWrite = Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>;
type StagedPart = Extract<NodeEvent, { type: 'RegistryChangesStaged' }>['data'];

export type ProjectorParts = Readonly<{
  db: ReadDatabase;
  events: Events;
  captures: Captures;
  cluster: string;
  /** Finds what was secured at an earlier moment; absent where the file has it. */
  securedThen?: SecuredBefore | undefined;
  /** Called for every lost write, with its rule and the position of the overwriting event. */
  onLost: (rule: string, position: Position) => void;
}>;

/** The operation of a change that ends a key. */
const DELETION = 'delete-key';

const isDeletion = ({ op }: RegistryChange): boolean => op === DELETION;

/** Turns one event after the other into rows. It is called inside a transaction. */
export class Projector {
  private readonly versions: RegistryVersions;
  private readonly origins: Origins;
  private readonly ledger: Ledger;
  private readonly tape: LaneTape | undefined;
  private readonly spans: SpanWriter | undefined;
  private readonly actors = new RecentActors();
  /** The actor that was read from the file last. */
  private lastRead: Readonly<{ position: number; actor: string }> | undefined;
  /** Which resource is online on which node, with its checkpoints; without registries. */
  private clusterState = PastState.initial();

  private readonly noteKey = (lineage: readonly string[], change: NotedChange): void => {
    this.parts.events.noteKey(lineage, change);
  };

  constructor(private readonly parts: ProjectorParts) {
    const { db, captures, onLost } = parts;
    // Nobody asks a layer for a timeline.
    this.tape = db.isLayer ? undefined : new LaneTape(db, parts.events.postings);
    this.spans = db.isLayer ? undefined : new SpanWriter(db);
    this.versions = new RegistryVersions(db);
    const past = new RegistryPast(db);
    const contents = new CaptureContents(captures, ({ node, nodeRevision }, key) => {
      const position = this.positionOf(node, nodeRevision);
      return position && past.keyAt(node, key, Number(position));
    });
    const positionOf = (node: string, revision: number): Position | undefined =>
      this.positionOf(node, revision);
    this.origins = new Origins({ versions: this.versions, contents, positionOf });
    this.ledger = new Ledger({
      ...{ db, contents, onLost, positionOf, securedThen: parts.securedThen },
      actorsOf: (positions) => this.actorsOf(positions),
      flushKeys: () => {
        this.versions.flushKeys();
      },
      settle: () => {
        this.settle();
      },
    });
  }

  /** The state after the events so far. */
  get current(): PastState {
    return this.clusterState;
  }

  /** The number of noted versions of values. */
  get pending(): number {
    return this.versions.pending;
  }

  /** Takes over the state after earlier events. */
  resumeFrom(clusterState: PastState): void {
    this.clusterState = clusterState;
    this.ledger.resumeFrom(clusterState);
    this.spans?.resumeFrom(clusterState);
  }

  project(recorded: Recorded, domainEvent: DomainEvent): void {
    this.actors.note(Number(recorded.position), recorded.metadata.actor);
    if (domainEvent.kind === 'node') this.projectNode(recorded, domainEvent);
    if (domainEvent.kind === 'resource')
      this.projectCapture(recorded, domainEvent.event, domainEvent.id);
    const lanes = lanesOf(domainEvent, this.clusterState);
    this.tape?.note(lanes, domainEvent.event.type, Number(recorded.position));
    this.clusterState.apply(domainEvent);
    this.spans?.observe(domainEvent, this.clusterState);
    this.ledger.observe(this.clusterState, domainEvent, Number(recorded.position));
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.ledger.flush();
    this.versions.flush();
    this.tape?.flush();
    this.spans?.flush();
  }

  private projectNode(
    recorded: Recorded,
    domainEvent: Extract<DomainEvent, { kind: 'node' }>,
  ): void {
    const { event, id } = domainEvent;
    const position = Number(recorded.position);
    const restored = event.type === 'RegistryRestored' || isContainerRestore(event);
    const writing: Writing = { node: id, position, revision: domainEvent.revision, restored };
    const { clusterState } = this;
    if (event.type === 'RegistryChangesStaged') this.stage(event.data, writing);
    else if (event.type === 'RegistryChanged') this.write(event, writing);
    else if (event.type === 'RegistryRestored') {
      const touched = new Touched();
      const originOf = this.origins.of(event.data, recorded.position);
      this.write(event, writing, { touched, originOf });
      this.ledger.restored(recorded, event.data, { clusterState, writing, touched });
    } else if (isContainerEvent(event))
      this.ledger.container(recorded, event, { clusterState, writing });
  }

  private write(
    event: RegistryWrite,
    writing: Writing,
    restore?: Readonly<{ touched: Touched; originOf: OriginOf }>,
  ): void {
    const changes = this.changesOf(writing.node, event);
    const endsKeys = event.data.changes.some(isDeletion) || this.hasDeletion(writing.node, event);
    this.versions.apply(changes, { writing, onKey: this.noteKey, endsKeys, ...restore });
    this.forgetStaged(writing.node, event);
  }

  private stage({ set, index, changes }: StagedPart, writing: Writing): void {
    const { node } = writing;
    const sql = 'INSERT OR REPLACE INTO main.staged (name, part, changes) VALUES (?, ?, ?)';
    this.parts.db.run(sql, `${node}/${set}`, index, JSON.stringify(changes));
    this.versions.stage(changes, { writing, onKey: this.noteKey });
  }

  /**
   * Staged parts first, in order; they become true with the event that closes them. Each is read when
   * it is its turn: together they may be 64 MiB.
   */
  private *changesOf(node: string, { data }: RegistryWrite): Iterable<RegistryChange> {
    if (data.staged !== undefined) {
      const sql = 'SELECT changes FROM staged WHERE name = ? ORDER BY part';
      for (const { changes } of this.parts.db.each(sql, `${node}/${data.staged.set}`))
        yield* JSON.parse(String(changes)) as RegistryChange[];
    }
    yield* data.changes;
  }

  /** Returns true if a staged part may delete a key, by a search of its JSON. */
  private hasDeletion(node: string, { data }: RegistryWrite): boolean {
    if (data.staged === undefined) return false;
    const sql = 'SELECT 1 FROM staged WHERE name = ? AND instr(changes, ?) > 0 LIMIT 1';
    const name = `${node}/${data.staged.set}`;
    return this.parts.db.get(sql, name, JSON.stringify(DELETION)) !== undefined;
  }

  private forgetStaged(node: string, { data }: RegistryWrite): void {
    if (data.staged === undefined) return;
    this.parts.db.run('DELETE FROM main.staged WHERE name = ?', `${node}/${data.staged.set}`);
  }

  private projectCapture(recorded: Recorded, event: ResourceEvent, resource: string): void {
    const { clusterState } = this;
    if (event.type === 'CryptoCheckpointCaptured')
      this.ledger.capturedContainer(recorded, event.data, { clusterState, resource });
    else if (event.type === 'RegistryCheckpointCaptured')
      this.ledger.captured(recorded, event.data, { clusterState, resource });
    else return;
    this.parts.captures.note(recorded);
  }

  private positionOf(node: string, revision: number): Position | undefined {
    return this.parts.events.positionOf(streamName(this.parts.cluster, 'node', node), revision);
  }

  private actorsOf(positions: readonly number[]): ReadonlySet<string> {
    return new Set(
      positions.map((position) => this.actors.of(position) ?? this.readActor(position)),
    );
  }

  /** The rows of one event name the same earlier events, which may be long. */
  private readActor(position: number): string {
    const known = this.lastRead;
    if (known?.position === position) return known.actor;
    const actor = this.parts.events.at(position)?.metadata.actor ?? '';
    this.lastRead = { position, actor };
    return actor;
  }

  /** Writes the noted rows of the open transaction, so that they can be found in the file. */
  private settle(): void {
    this.parts.events.settle();
    this.parts.captures.flush();
    this.versions.flush();
  }
}
