import { capturedAt, World, type Fact, type NodeEvent, type ResourceEvent } from '#domain';
import { uuidV5, type Position, type Recorded } from '#event-store';
import { foldName, type RegistryChange } from '#registry';

import { type Captures } from './captures.js';
import { type Events } from './events.js';
import { type ReadDatabase } from './database.js';
import { RegistryVersions, type Replaced, type Writing } from './registry-versions.js';
import { applyWithoutRegistry } from './facts.js';

type RegistryWrite = Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>;
type Restored = Extract<NodeEvent, { type: 'RegistryRestored' }>;

export type ProjectorParts = Readonly<{
  db: ReadDatabase;
  events: Events;
  captures: Captures;
  cluster: string;
  /** Told of every lost write, with its rule and where it was overwritten. */
  onLost: (rule: string, position: Position) => void;
}>;

/** Turns one event after the other into rows. It is called inside a transaction. */
export class Projector {
  private readonly versions: RegistryVersions;
  /** Who is online where, with which checkpoints; without any registry. */
  private world = new World();
  /** Bases of the transaction that is open, by checkpoint and node. */
  private bases = new Map<string, number>();

  private readonly noteKey = (lineage: readonly string[], position: number): void => {
    this.parts.events.noteKey(lineage, position);
  };

  constructor(private readonly parts: ProjectorParts) {
    this.versions = new RegistryVersions(parts.db);
  }

  /** Who is online where, after what was projected so far. */
  get current(): World {
    return this.world;
  }

  /** How many versions of values are noted. */
  get pending(): number {
    return this.versions.pending;
  }

  /** Remembers what an earlier run has projected. */
  recall(world: World): void {
    this.world = world;
  }

  project(recorded: Recorded, fact: Fact): void {
    if (fact.kind === 'node') this.projectNode(recorded, fact);
    if (fact.kind === 'resource') this.projectCapture(recorded, fact.event);
    applyWithoutRegistry(this.world, fact);
  }

  private projectNode(recorded: Recorded, fact: Extract<Fact, { kind: 'node' }>): void {
    const { event, id } = fact;
    if (event.type === 'RegistryChangesStaged') {
      const { set, index, changes } = event.data;
      const sql = 'INSERT OR REPLACE INTO staged (name, part, changes) VALUES (?, ?, ?)';
      this.parts.db.run(sql, `${id}/${set}`, index, JSON.stringify(changes));
    }
    if (event.type !== 'RegistryChanged' && event.type !== 'RegistryRestored') return;
    const position = Number(recorded.position);
    const restored = event.type === 'RegistryRestored';
    const writing: Writing = { node: id, position, revision: fact.revision, restored };
    const changes = this.changesOf(id, event);
    const onReplaced = this.lossesOf(recorded, { event, writing });
    this.versions.apply(changes, { writing, onKey: this.noteKey, onReplaced });
    if (event.type === 'RegistryRestored') this.setBase(event.data.checkpoint, id, fact.revision);
  }

  /** What is told of the values that a restore replaces; somebody's edit loses nothing. */
  private lossesOf(
    recorded: Recorded,
    { event, writing }: { event: RegistryWrite; writing: Writing },
  ): ((value: Replaced) => void) | undefined {
    if (event.type !== 'RegistryRestored') return undefined;
    return (value) => {
      this.noteLost(recorded, { event, writing, value });
    };
  }

  /** Staged parts first, in order; they become true with the event that closes them. */
  private changesOf(node: string, { data }: RegistryWrite): readonly RegistryChange[] {
    if (data.staged === undefined) return data.changes;
    const name = `${node}/${data.staged.set}`;
    const parts = this.parts.db.all(
      'SELECT changes FROM staged WHERE name = ? ORDER BY part',
      name,
    );
    this.parts.db.run('DELETE FROM staged WHERE name = ?', name);
    return [
      ...parts.flatMap(({ changes }) => JSON.parse(String(changes)) as RegistryChange[]),
      ...data.changes,
    ];
  }

  private projectCapture({ position }: Recorded, event: ResourceEvent): void {
    if (event.type === 'CryptoCheckpointCaptured')
      this.parts.captures.note(event.data.checkpoint, event.data.number, Number(position));
    if (event.type !== 'RegistryCheckpointCaptured') return;
    const { checkpoint, number } = event.data;
    this.parts.captures.note(checkpoint, number, Number(position));
    const at = capturedAt(event.data);
    if (at !== undefined) this.setBase(checkpoint, at.node, at.nodeRevision);
  }

  /** Up to which revision of a node its edits are known to a checkpoint. */
  private setBase(checkpoint: string, node: string, revision: number): void {
    const place = `${checkpoint} ${node}`;
    this.bases.set(place, Math.max(revision, this.bases.get(place) ?? -1));
  }

  private baseOf(checkpoint: string, node: string): number {
    const place = `${checkpoint} ${node}`;
    const sql = 'SELECT revision FROM bases WHERE place = ?';
    return Math.max(
      this.bases.get(place) ?? -1,
      Number(this.parts.db.get(sql, place)?.['revision'] ?? -1),
    );
  }

  /** Writes what was noted; at the end of a transaction. */
  flush(): void {
    const sql = `INSERT INTO bases (place, revision) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)`;
    for (const [place, revision] of this.bases) this.parts.db.run(sql, place, revision);
    this.bases = new Map();
    this.versions.flush();
  }

  private noteLost(
    recorded: Recorded,
    { event, writing, value }: { event: Restored; writing: Writing; value: Replaced },
  ): void {
    const rule = this.ruleOf(recorded, { event, writing, value });
    if (rule === undefined) return;
    this.parts.onLost(rule, recorded.position);
    this.parts.db.run(
      `INSERT OR IGNORE INTO lost_writes (id, position, rule, node, resource, checkpoint, key, name, lost, kept, written)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      uuidV5(recorded.id, `${foldName(value.key)}\0${foldName(value.name)}`),
      writing.position,
      rule,
      writing.node,
      event.data.resource,
      event.data.checkpoint,
      value.key,
      value.name,
      JSON.stringify(value.value),
      value.kept === undefined ? null : JSON.stringify(value.kept),
      value.position,
    );
  }

  /** Why a replaced value is lost; undefined for one that an ordinary failover replaces. */
  private ruleOf(
    { metadata }: Recorded,
    { event, writing, value }: { event: Restored; writing: Writing; value: Replaced },
  ): string | undefined {
    const { key, name } = value;
    const live = this.world
      .touched(writing.node as never, [{ op: 'delete-value', key, name }])
      .some(({ resource }) => resource !== event.data.resource);
    if (live) return 'R6';
    const base = this.baseOf(event.data.checkpoint, writing.node);
    return value.restored || value.revision <= base ? undefined : (metadata.rule ?? 'R3');
  }
}
