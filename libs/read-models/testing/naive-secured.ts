import { type Recorded } from '#event-store';
import { foldName, type RegistryChange } from '#registry';

import { dataOf, type Data, type Over } from './naive-events.js';
import { isAtOrBelow, type Place } from './naive-places.js';

type Edit = Readonly<{ revision: number }>;

/** A capture that secures edits on a node. */
type Securing = Readonly<{ node: string; covers: (place: Place, edit: Edit) => boolean }>;

/** The edits that are secured for each checkpoint, by the definition. */
export class NaiveSecured {
  private readonly all = new Map<string, Securing[]>();
  /** The revision up to which the captures over one failed restore have its edits. */
  private readonly reached = new Map<string, number>();

  has(
    place: Place,
    edit: Edit,
    { checkpoint = '', node }: Readonly<{ checkpoint?: string | undefined; node: string }>,
  ): boolean {
    return (this.all.get(checkpoint) ?? []).some(
      (one) => one.node === node && one.covers(place, edit),
    );
  }

  /** Secures all edits on a node up to a revision. */
  upTo(checkpoint: string, node: string, revision: number): void {
    this.add(checkpoint, { node, covers: (_, edit) => edit.revision <= revision });
  }

  /** A checkpoint was restored onto a node. */
  restored(node: string, recorded: Recorded): void {
    this.upTo(dataOf(recorded).checkpoint ?? '', node, Number(recorded.revision));
  }

  captured({ checkpoint = '', source = {}, changes = [], overUnrestored }: Data): void {
    const { node, nodeRevision = -1 } = source;
    if (node !== undefined) this.upTo(checkpoint, node, nodeRevision);
    else if (overUnrestored !== undefined) this.carried(checkpoint, overUnrestored, changes);
  }

  private carried(
    checkpoint: string,
    { node, nodeRevision, restoreFailed }: Over,
    changes: readonly RegistryChange[],
  ): void {
    const reached = (): number => this.reached.get(restoreFailed) ?? -1;
    this.reached.set(restoreFailed, Math.max(nodeRevision, reached()));
    this.add(checkpoint, {
      node,
      covers: (place, edit) =>
        edit.revision <= reached() && changes.some((change) => isCarried(place, change)),
    });
  }

  private add(checkpoint: string, securing: Securing): void {
    this.all.set(checkpoint, [...(this.all.get(checkpoint) ?? []), securing]);
  }
}

/**
 * True if a change includes a place: a deleted key includes its subtree, a created key its
 * ancestors.
 */
const isCarried = ({ kind, key, name }: Place, change: RegistryChange): boolean => {
  if (change.op === 'delete-key') return isAtOrBelow(key, change.key);
  if (kind === 'key') return change.op !== 'delete-value' && isAtOrBelow(change.key, key);
  if (change.op === 'create-key' || foldName(change.key) !== key) return false;
  return foldName(change.name) === foldName(name ?? '');
};
