import { type Recorded } from '#event-store';
import { foldName } from '#registry';

import { dataOf, idOf, type Data } from './whole-log.js';

/** The holds of all nodes and the missing restores, folded in the simplest way. */
export class PlainDrift {
  /** The nodes that were opened. */
  readonly opened = new Set<string>();
  /** The held keys of each node, folded. */
  private readonly holds = new Map<string, Set<string>>();
  /** By resource: the failed restores of the attempt, and those of the online interval. */
  private readonly failed = new Map<string, Set<string>>();
  private readonly missing = new Map<string, Readonly<{ node: string; of: Set<string> }>>();

  constructor(events: readonly Recorded[]) {
    for (const recorded of events) {
      const id = idOf(recorded);
      this.takeNode(id, recorded.event.type, dataOf(recorded));
      this.takeResource(id, recorded.event.type, dataOf(recorded));
    }
  }

  /** True if a program holds a key, or a key below it, open. */
  isHeld(node: string, key: string): boolean {
    const folded = foldName(key);
    const held = [...(this.holds.get(node) ?? [])];
    return held.some((one) => one === folded || one.startsWith(`${folded}\\`));
  }

  isUnrestored(node: string, resource: string, checkpoint: string): boolean {
    const missing = this.missing.get(resource);
    return missing?.node === node && missing.of.has(checkpoint);
  }

  private takeNode(id: string, type: string, { key }: Data): void {
    if (type === 'NodeOpened') this.opened.add(id);
    const held = this.holds.get(id) ?? new Set();
    if (type === 'RegistryHeld') held.add(foldName(String(key)));
    if (type === 'RegistryReleased') held.delete(foldName(String(key)));
    if (type === 'NodeCrashed') held.clear();
    this.holds.set(id, held);
  }

  private takeResource(id: string, type: string, data: Data): void {
    const checkpoint = String(data['checkpoint']);
    if (type.endsWith('CheckpointRestoreFailed')) this.failed.get(id)?.add(checkpoint);
    this.takeState(id, type, data);
    if (this.isEnd(id, type, data)) this.missing.get(id)?.of.delete(checkpoint);
  }

  private takeState(id: string, type: string, { node }: Data): void {
    if (type === 'ResourceOnlinePending') this.failed.set(id, new Set());
    if (type === 'ResourceOnline')
      this.missing.set(id, { node: String(node), of: this.failed.get(id) ?? new Set() });
    if (type === 'ResourceOffline' || type === 'ResourceFailed') this.missing.delete(id);
  }

  /** True for a restore, and for the capture of a whole key on the node. */
  private isEnd(id: string, type: string, { source }: Data): boolean {
    if (type.endsWith('CheckpointRestored')) return true;
    const node = (source as Data | undefined)?.['node'];
    return type.endsWith('CheckpointCaptured') && node === this.missing.get(id)?.node;
  }
}
