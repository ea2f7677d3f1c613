import { type ClusterEvent } from '#domain';
import { toPosition, type Position } from '#event-store';
import { foldName } from '#registry';

/** The things that the directory lists. */
export type ListedKind = 'nodes' | 'groups' | 'resources';

/** A thing that has left the directory. */
export type Departure = Readonly<{
  id: string;
  /** Its last name. */
  name: string;
  /** The position and the revision of the event with which it left. */
  position: Position;
  revision: number;
}>;

type Place = Readonly<{ position: number; revision: number }>;

/** The things that have left the directory, by id and by name. */
export class Departures {
  private readonly names = new Map<string, string>();
  private readonly left = new Map<string, Departure>();
  /** By folded name, in the order in which they left. */
  private readonly byName = new Map<string, Departure[]>();

  note(change: ClusterEvent, place: Place): void {
    const named = namedIn(change);
    if (named !== undefined) this.names.set(keyOf(named.kind, named.id), named.name);
    const gone = goneIn(change);
    if (gone !== undefined) this.leave(gone, place);
  }

  /** A thing that has left up to a revision of the directory. */
  find(kind: ListedKind, id: string, revision: number): Departure | undefined {
    const found = this.left.get(keyOf(kind, id));
    return found !== undefined && found.revision <= revision ? found : undefined;
  }

  /** The last thing with a name that has left up to a revision of the directory. */
  named(kind: ListedKind, name: string, revision: number): Departure | undefined {
    const found = this.byName.get(keyOf(kind, foldName(name))) ?? [];
    return found.findLast((departure) => departure.revision <= revision);
  }

  /** The things that have left at a position or later, and up to a revision of the directory. */
  since(kind: ListedKind, position: Position, revision: number): readonly Departure[] {
    const ofKind = [...this.left].filter(([key]) => key.startsWith(`${kind}/`));
    return ofKind
      .map(([, departure]) => departure)
      .filter((one) => one.position >= position && one.revision <= revision);
  }

  private leave({ kind, id }: Gone, { position, revision }: Place): void {
    const key = keyOf(kind, id);
    const name = this.names.get(key);
    if (name === undefined) return;
    const departure = { id, name, position: toPosition(BigInt(position)), revision };
    this.names.delete(key);
    this.left.set(key, departure);
    const same = keyOf(kind, foldName(name));
    this.byName.set(same, [...(this.byName.get(same) ?? []), departure]);
  }
}

type Gone = Readonly<{ kind: ListedKind; id: string }>;

const keyOf = (kind: ListedKind, text: string): string => `${kind}/${text}`;

/** The thing to which an event gives a name. */
const namedIn = ({ type, data }: ClusterEvent): (Gone & { name: string }) | undefined => {
  switch (type) {
    case 'NodeAdded':
      return { kind: 'nodes', id: data.node, name: data.name };
    case 'GroupAdded':
    case 'GroupRenamed':
      return { kind: 'groups', id: data.group, name: data.name };
    case 'ResourceAdded':
    case 'ResourceRenamed':
      return { kind: 'resources', id: data.resource, name: data.name };
    default:
      return undefined;
  }
};

const goneIn = ({ type, data }: ClusterEvent): Gone | undefined => {
  switch (type) {
    case 'NodeEvicted':
      return { kind: 'nodes', id: data.node };
    case 'GroupRemoved':
      return { kind: 'groups', id: data.group };
    case 'ResourceRemoved':
      return { kind: 'resources', id: data.resource };
    default:
      return undefined;
  }
};
