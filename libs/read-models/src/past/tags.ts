import { type ClusterEvent, type TaggedEvent } from '#domain';
import { foldName } from '#registry';

/** A tag as it is now. */
type Known = TaggedEvent & Readonly<{ name: string }>;

/** The tags that the directory has now, by name and by the event that they name. */
export class Tags {
  private readonly byName = new Map<string, Known>();
  /** The folded names of the tags of an event, in the order in which they were set. */
  private readonly byEvent = new Map<string, ReadonlySet<string>>();

  note({ type, data }: ClusterEvent): void {
    if (type !== 'TagSet' && type !== 'TagDeleted') return;
    const folded = foldName(data.tag);
    this.drop(folded);
    if (type === 'TagDeleted') return;
    const { tag: name, event, stream, revision } = data;
    this.byName.set(folded, { name, event, stream, revision });
    this.byEvent.set(event, new Set(this.byEvent.get(event)).add(folded));
  }

  /** A tag by its name; upper and lower case are equal. */
  find(name: string): Known | undefined {
    return this.byName.get(foldName(name));
  }

  /** The name of the tag of an event that was set first; undefined for an event without a tag. */
  of(event: string): string | undefined {
    const [first] = this.byEvent.get(event) ?? [];
    return first === undefined ? undefined : this.byName.get(first)?.name;
  }

  private drop(folded: string): void {
    const known = this.byName.get(folded);
    if (known === undefined) return;
    this.byName.delete(folded);
    const rest = new Set(this.byEvent.get(known.event));
    rest.delete(folded);
    if (rest.size === 0) this.byEvent.delete(known.event);
    else this.byEvent.set(known.event, rest);
  }
}
