import { parseStream, type NodeEvent } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { type RegistryChange, type RegistryValue } from '#registry';

import { type ReadDatabase } from '../file/database.js';
import { ContainerChanges, containerPath } from '../ledger/keys/containers.js';
import { valueChangeAt } from '../registry/value-change.js';

/** A value, `true` for a key, or a key container; undefined for an absence. */
export type PlaceThen =
  Readonly<{ value: RegistryValue }> | true | Readonly<{ fingerprint: string }> | undefined;

/** A place that a restore has changed. */
export type RestoredPlace = Readonly<{
  /** A physical key, or `Type\\Provider\\Container`. */
  key: string;
  /** Null for a key and for a key container. */
  name: string | null;
  before: PlaceThen;
  after: PlaceThen;
}>;

/** A restore of a capture onto a node, and the first of the places that it has changed. */
export type RestoreMade = Readonly<{
  node: string;
  resource: string;
  checkpoint: string;
  capture: number;
  at: Position;
  changes: readonly RestoredPlace[];
  /** True if the restore has changed more. */
  more: boolean;
}>;

/** The most places that are shown of one restore. */
const MAX_CHANGES = 100;

type Restored = Extract<NodeEvent, { type: 'RegistryRestored' }>['data'];
type ContainerRestored = Extract<
  NodeEvent,
  { type: 'KeyContainerRestored' | 'KeyContainerAbsenceRestored' }
>;

/** The changes by the restores of an operation, from its events and the versions of places. */
export class Restores {
  private readonly containers: ContainerChanges;

  constructor(private readonly db: ReadDatabase) {
    this.containers = new ContainerChanges(db);
  }

  /** The restores among events of one operation, in order. */
  among(events: readonly Recorded[]): readonly RestoreMade[] {
    return events.flatMap(({ stream, event, position }): readonly RestoreMade[] => {
      const node = parseStream(stream)?.id ?? '';
      const { type, data } = event as NodeEvent;
      if (type === 'RegistryRestored') {
        const changes = changesOf(data, stream, events);
        const shown = changes.slice(0, MAX_CHANGES);
        const places = shown.map((change) => this.placeOf(change, node, Number(position)));
        return [
          {
            ...restoreOf(data),
            node,
            at: position,
            changes: places,
            more: changes.length > shown.length,
          },
        ];
      }
      if (type !== 'KeyContainerRestored' && type !== 'KeyContainerAbsenceRestored') return [];
      const place = this.containerOf({ type, data } as ContainerRestored, node, Number(position));
      return [{ ...restoreOf(data), node, at: position, changes: place, more: false }];
    });
  }

  private placeOf(change: RegistryChange, node: string, position: number): RestoredPlace {
    const { key } = change;
    if (change.op === 'create-key') return { key, name: null, before: undefined, after: true };
    if (change.op === 'delete-key') return { key, name: null, before: true, after: undefined };
    const { name } = change;
    const before = valueChangeAt(this.db, { node, key, name }, position - 1)?.version.value;
    return {
      ...{ key, name, before: before && { value: before } },
      after: change.op === 'set' ? { value: change.value } : undefined,
    };
  }

  private containerOf(
    { type, data }: ContainerRestored,
    node: string,
    position: number,
  ): readonly RestoredPlace[] {
    const before = this.containers.at(node, data, position - 1)?.fingerprint;
    const after = type === 'KeyContainerRestored' ? data.fingerprint : undefined;
    if (before === after) return [];
    const sides = {
      before: before && { fingerprint: before },
      after: after && { fingerprint: after },
    };
    return [{ key: containerPath(data), name: null, ...sides } as RestoredPlace];
  }
}

const restoreOf = ({
  resource,
  checkpoint,
  capture,
}: Pick<Restored, 'resource' | 'checkpoint' | 'capture'>): Pick<
  RestoreMade,
  'resource' | 'checkpoint' | 'capture'
> => ({ resource, checkpoint, capture });

/** The changes of a restore, with those that were staged before it; as many as can be shown, and one. */
const changesOf = (
  { changes, staged }: Restored,
  stream: string,
  events: readonly Recorded[],
): readonly RegistryChange[] => {
  if (staged === undefined) return changes;
  const parts = events.flatMap((recorded): readonly RegistryChange[] => {
    const { type, data } = recorded.event as NodeEvent;
    const isPart =
      type === 'RegistryChangesStaged' && data.set === staged.set && recorded.stream === stream;
    return isPart ? data.changes : [];
  });
  return [...parts, ...changes];
};
