import { type NodeMoment } from '#domain';
import { type Recorded } from '#event-store';

import { type CapturedData } from '../captures/copy-sources.js';
import { type ReadDatabase } from '../file/database.js';
import { Events } from '../events/events.js';
import { type Secured, type SecuredBefore } from '../ledger/keys/secured.js';

/** The number of captures in one read, and the most that are looked at. */
const [PAGE, MOST] = [256, 16_384];

const RESTORES = ['RegistryRestored', 'KeyContainerRestored'] as const;

/**
 * Finds out what was secured at a moment from the events up to it: the file has only what is secured
 * now. A checkpoint and a node are looked up when they are first asked for.
 */
export class SecuredThen implements SecuredBefore {
  private readonly known = new Set<string>();
  private readonly events: Events;

  constructor(
    private readonly db: ReadDatabase,
    private readonly at: number,
  ) {
    this.events = new Events(db);
  }

  /** Notes what was secured for a checkpoint on a node. */
  note(secured: Secured, checkpoint: string, node: string): void {
    const name = `${checkpoint} ${node}`;
    if (this.known.has(name)) return;
    this.known.add(name);
    const restored = this.lastRestore(checkpoint, node);
    if (restored !== undefined)
      secured.whole(checkpoint, { node, nodeRevision: Number(restored.revision) } as NodeMoment);
    for (const data of this.capturesSince(checkpoint, Number(restored?.position ?? 0n)))
      if (isNoted(secured, { checkpoint, node, data })) return;
  }

  private lastRestore(checkpoint: string, node: string): Recorded | undefined {
    const to = { to: BigInt(this.at) as Recorded['position'] };
    return RESTORES.flatMap((type) =>
      this.events.list({ checkpoint, node, type, ...to }, { limit: 1, order: 'newest' }),
    ).toSorted((a, b) => Number(b.position - a.position))[0];
  }

  private *capturesSince(checkpoint: string, position: number): Iterable<CapturedData> {
    for (const recorded of this.captures(checkpoint)) {
      if (Number(recorded.position) <= position) return;
      yield recorded.event.data as CapturedData;
    }
  }

  /** The captures of a checkpoint up to the moment, newest first. */
  private *captures(checkpoint: string): Iterable<Recorded> {
    const sql = `SELECT number, position FROM captures WHERE checkpoint = ? AND number < ? AND position <= ?
      ORDER BY number DESC LIMIT ${PAGE}`;
    let before = Number.MAX_SAFE_INTEGER;
    for (let count = 0; count < MOST; count += PAGE) {
      const rows = this.db.all(sql, checkpoint, before, this.at);
      for (const { position } of rows) {
        const found = this.events.at(Number(position));
        if (found !== undefined) yield found;
      }
      if (rows.length < PAGE) return;
      before = Number(rows.at(-1)?.['number']);
    }
  }
}

type Captured = Readonly<{ checkpoint: string; node: string; data: CapturedData }>;

/** Notes what a capture secures on a node. @returns true if earlier captures secure no more */
const isNoted = (secured: Secured, { checkpoint, node, data }: Captured): boolean => {
  const { source, overUnrestored, changes = [] } = data;
  if ('node' in source) {
    if (source.node === node) secured.whole(checkpoint, source);
    return source.node === node;
  }
  if (overUnrestored?.node === node) secured.carry(checkpoint, overUnrestored, changes);
  return false;
};
