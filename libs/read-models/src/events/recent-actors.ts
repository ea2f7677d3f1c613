/** More than the number of events that wait to be written; a power of two. */
const COUNT = 2048;

/** The actors of the last events, which may not be in the file yet. */
export class RecentActors {
  private readonly positions = new Float64Array(COUNT).fill(-1);
  private readonly actors: string[] = new Array<string>(COUNT).fill('');
  private next = 0;

  /** @param position later than all positions before */
  note(position: number, actor: string): void {
    const at = this.next % COUNT;
    this.positions[at] = position;
    this.actors[at] = actor;
    this.next += 1;
  }

  /** The actor of an event; undefined for an older event. */
  of(position: number): string | undefined {
    let [low, high] = [Math.max(0, this.next - COUNT), this.next];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.positions[middle % COUNT] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    const at = low % COUNT;
    return low < this.next && this.positions[at] === position ? this.actors[at] : undefined;
  }
}
