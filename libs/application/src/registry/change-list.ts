import { createHash, type Hash } from 'node:crypto';

import { PartCutter, type DataOf, type NodeCommand, type NodeId } from '#domain';
import { type CommandEnvelope } from '#processes';
import { othersTurns } from '../execution/others-turns.js';
import { applyEffective, type RegistryChange, type RegistryTree } from '#registry';

/** A store for the parts of a list; it returns them in the order in which they were put in. */
export type PartStore = Readonly<{
  /** @param text the part as JSON */
  push: (part: readonly RegistryChange[], text: string) => void;
  items: () => Iterable<readonly RegistryChange[]>;
  close: () => void;
}>;

/** Keeps the parts of a short list in memory. */
export class PartsInMemory implements PartStore {
  private readonly parts: (readonly RegistryChange[])[] = [];

  push(part: readonly RegistryChange[]): void {
    this.parts.push(part);
  }

  items(): Iterable<readonly RegistryChange[]> {
    return this.parts;
  }

  close(): void {
    this.parts.length = 0;
  }
}

const SET = 'set';

type Ids = (name: string) => string;

/**
 * A list of changes that grows change by change and may be very long. It is cut into parts, hashed
 * and stored on the way, so that only one part is in memory at a time.
 */
export class ChangeList {
  private readonly cutter = new PartCutter();
  private hash: Hash | undefined;
  private count = 0;
  private digest = '';

  constructor(private readonly parts: PartStore) {}

  /** True if the list is staged in parts; known once the list is complete. */
  get isLong(): boolean {
    return this.count > 0;
  }

  add(change: RegistryChange): void {
    const full = this.cutter.add(change);
    if (full !== undefined) this.storePart(full);
  }

  /** Marks the list as complete. */
  end(): this {
    if (this.count > 0 || !this.cutter.fitsOneEvent) this.storePart(this.cutter.rest);
    this.digest = this.hash?.digest('hex') ?? '';
    return this;
  }

  /**
   * True if the list changes a tree. A list that changes nothing is not staged: its parts would
   * stay in the log for nothing.
   */
  async changesTree(tree: RegistryTree): Promise<boolean> {
    for (const part of this.parts.items()) {
      if (applyEffective(tree, part).changes.length > 0) return true;
      await othersTurns();
    }
    return !this.isLong;
  }

  /**
   * The change that the whole list stands for. If the list is too long for one event, the change
   * names its parts.
   *
   * @param id makes the id under which the parts are staged; the same name gives the same id
   */
  change(id: Ids): DataOf<NodeCommand, 'ChangeRegistry'> {
    return this.count === 0
      ? { changes: this.cutter.rest }
      : { changes: [], staged: { set: id(SET), count: this.count, hash: this.digest } };
  }

  /**
   * The commands of the change: one command, or staged parts and a last command that closes them.
   */
  *commands(node: NodeId, id: Ids): Iterable<CommandEnvelope> {
    const to = { kind: 'node', id: node } as const;
    let index = 0;
    for (const changes of this.parts.items()) {
      yield {
        ...to,
        command: { type: 'StageRegistryChanges', data: { set: id(SET), index, changes } },
      };
      index += 1;
    }
    yield { ...to, command: { type: 'ChangeRegistry', data: this.change(id) } };
  }

  close(): void {
    this.parts.close();
  }

  private storePart(part: readonly RegistryChange[]): void {
    const text = JSON.stringify(part);
    (this.hash ??= createHash('sha256')).update(text);
    this.parts.push(part, text);
    this.count += 1;
  }
}
