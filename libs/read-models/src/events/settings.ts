import { type DomainEvent } from '#domain';
import { toPosition, type Position } from '#event-store';

import { type Postings } from './postings.js';

type Setting = (data: Readonly<Record<string, unknown>>) => readonly string[];

const PERSISTS: Setting = ({ persist }) => (persist === true ? ['persistentState'] : []);

const keysIn = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** The properties that an event sets. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  GroupOpened: ({ preferredOwners, policy }) => [
    ...((preferredOwners as readonly string[]).length > 0 ? ['preferredOwners'] : []),
    ...keysIn(policy),
  ],
  GroupReopened: ({ policy }) => keysIn(policy),
  GroupConfigured: keysIn,
  ResourceOpened: ({ properties }) => keysIn(properties),
  ResourceReopened: ({ properties }) => keysIn(properties),
  ResourceConfigured: keysIn,
  ResourceOnlinePending: PERSISTS,
  ResourceOfflinePending: PERSISTS,
};

/** Which event set a property of a group or a resource last. */
export class Settings {
  constructor(private readonly postings: Postings) {}

  note({ id, event }: DomainEvent, position: number): void {
    const properties = SETTINGS[event.type]?.(event.data);
    for (const property of properties ?? []) this.postings.note('s', `${id}/${property}`, position);
  }

  /** The position of that event, up to a position; undefined for a default. */
  lastOf(id: string, property: string, to: Position): Position | undefined {
    const span = { low: 0, high: Number(to), order: 'newest' } as const;
    const [last] = this.postings.of('s', `${id}/${property}`, span);
    return last === undefined ? undefined : toPosition(BigInt(last));
  }
}
