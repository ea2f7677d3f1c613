/**
 * The value on each node, computed without the domain: a node keeps an edit of a running resource,
 * and a resource that comes online gets the value that was kept last.
 */
export class ValueModel {
  private readonly live = new Map<string, number>();
  private readonly kept = new Map<number, number>();
  private readonly seen = new Map<number, number>();
  private edits = 0;

  edit(node: number, resource: number, isOnline: boolean): number {
    this.edits += 1;
    this.live.set(`${node}/${resource}`, this.edits);
    if (isOnline) this.kept.set(resource, this.edits);
    return this.edits;
  }

  keep(resource: number, value: number): void {
    this.kept.set(resource, value);
  }

  /** @param sequence grows with every change of the resource's state */
  isAt(node: number, resource: number, sequence: number): void {
    if (this.seen.get(resource) === sequence) return;
    this.seen.set(resource, sequence);
    const kept = this.kept.get(resource);
    if (kept !== undefined) this.live.set(`${node}/${resource}`, kept);
  }

  valueAt(node: number, resource: number): number | undefined {
    return this.live.get(`${node}/${resource}`);
  }
}
