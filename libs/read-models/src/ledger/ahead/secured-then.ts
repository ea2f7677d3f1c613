import { type NodeId, type NodeView, type OverUnrestored } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';
import { foldName, isWithin, type RegistryChange } from '#registry';

import { type CapturedData } from '../../captures/copy-sources.js';
import { type Events } from '../../events/events.js';
import { type Secured } from '../keys/secured.js';

/** A checkpoint, and a node on which its edits may be secured, at a position. */
export type Securing = Readonly<{
  checkpoint: string;
  resource: string;
  group: string;
  /** The owner of the group. */
  owner: string;
  node: NodeId;
  /** The state of the node. */
  on: NodeView | undefined;
  at: Position;
}>;

type UpTo = ReturnType<Secured['of']>;

/** The number of captures in one read on the way back. */
const STRIDE = 64;
/** The most changes of a resource's group that are looked at. */
const MOST_GROUPS = 64;
const NEWEST = { limit: 1, order: 'newest' } as const;

/**
 * The revision up to which the edits on a node are secured, at any position: the tables of `Secured`
 * have the last revisions alone. A checkpoint is captured from a node while the node owns the group,
 * so that the captures since the last restore there, up to the end of that ownership, are all that
 * count.
 */
export class SecuredThen {
  constructor(
    private readonly events: Events,
    /** The position of an event of a node's stream. */
    private readonly positionOf: (node: string, revision: number) => Position | undefined,
  ) {}

  /** The base, which all places have, and the secured revision of each place. */
  of(securing: Securing): Readonly<{ base: number; upTo: UpTo }> {
    const { checkpoint, on } = securing;
    const restored = on?.restores.get(checkpoint as never)?.revision ?? -1;
    const end = this.endOfOwnership(securing);
    if (end === undefined) return { base: restored, upTo: () => restored };
    const carried = new Carried();
    const captured = this.lastCaptureFrom(securing, { end, restored, carried });
    const base = Math.max(restored, captured ?? -1);
    return { base, upTo: carried.isEmpty ? () => base : (place) => carried.upTo(place, base) };
  }

  /** The revision of the last capture of the whole node; notes the captures of single places since. */
  private lastCaptureFrom(
    { checkpoint, node }: Securing,
    { end, restored, carried }: Readonly<{ end: Position; restored: number; carried: Carried }>,
  ): number | undefined {
    for (const { event } of this.captures(checkpoint, this.after(node, restored), end)) {
      const { source, changes = [], overUnrestored } = event.data as CapturedData;
      if ('node' in source && source.node === node) return source.nodeRevision;
      if (overUnrestored?.node === node) carried.add(overUnrestored, changes);
    }
    return undefined;
  }

  /** The captures after a position, newest first. */
  private *captures(checkpoint: string, after: Position, to: Position): Iterable<Recorded> {
    for (const type of ['RegistryCheckpointCaptured', 'CryptoCheckpointCaptured']) {
      const filter = { checkpoint, type, from: toPosition(after + 1n), to };
      let cursor: Position | undefined;
      for (;;) {
        const begin = cursor === undefined ? {} : { cursor };
        const page = this.events.list(filter, { limit: STRIDE, order: 'newest', ...begin });
        yield* page;
        cursor = page.at(-1)?.position;
        if (page.length < STRIDE) break;
      }
    }
  }

  private after(node: string, revision: number): Position {
    const found = revision < 0 ? undefined : this.positionOf(node, revision);
    return found ?? toPosition(0n);
  }

  /** The last position at which the node owned the resource's group; undefined if it never did. */
  private endOfOwnership({ owner, node, at, ...member }: Securing): Position | undefined {
    if (owner === node) return at;
    for (const { group, to } of this.memberships({ ...member, at })) {
      const left = this.events.lastOwnerChange(group, node, to);
      if (left !== undefined) return left;
    }
    return undefined;
  }

  /** The groups of a resource, newest first, each with the end of the membership. */
  private *memberships({
    resource,
    group,
    at,
  }: Pick<Securing, 'resource' | 'group' | 'at'>): Iterable<
    Readonly<{ group: string; to: Position }>
  > {
    yield { group, to: at };
    const filter = { resource, type: 'ResourceRegrouped', to: at };
    const changes = this.events.list(filter, { ...NEWEST, limit: MOST_GROUPS });
    if (changes.length === 0) return;
    const [added] = this.events.list({ resource, type: 'ResourceAdded', to: at }, NEWEST);
    for (const [index, { position }] of changes.entries()) {
      const before = changes[index + 1] ?? added;
      if (before !== undefined) yield { group: groupIn(before), to: position };
    }
  }
}

const groupIn = ({ event }: Recorded): string => (event.data as Readonly<{ group: string }>).group;

/** The places that captures over missing restores have secured, as `Secured` keeps them. */
class Carried {
  private readonly failures = new Map<string, number>();
  private readonly parts: Readonly<{ failure: string; change: RegistryChange }>[] = [];

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  add(
    { restoreFailed: failure, nodeRevision }: OverUnrestored,
    changes: readonly RegistryChange[],
  ): void {
    this.failures.set(failure, Math.max(nodeRevision, this.failures.get(failure) ?? -1));
    for (const change of changes) this.parts.push({ failure, change });
  }

  upTo(place: Parameters<UpTo>[0], base: number): number {
    return this.parts.reduce(
      (latest, { failure, change }) =>
        isSecuredBy(change, place) ? Math.max(latest, this.failures.get(failure) ?? -1) : latest,
      base,
    );
  }
}

/** A deleted key secures its subtree; a created key, its ancestors. */
const isSecuredBy = (change: RegistryChange, { folded, name }: Parameters<UpTo>[0]): boolean => {
  if (change.op === 'delete-key') return isWithin(folded, change.key);
  if (name === null) return change.op !== 'delete-value' && isWithin(change.key, folded);
  return (
    change.op !== 'create-key' &&
    foldName(change.key) === folded &&
    foldName(change.name) === foldName(name)
  );
};
