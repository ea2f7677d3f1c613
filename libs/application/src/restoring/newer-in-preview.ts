import { type Planned } from '#processes';
import { differences } from '#registry';

import { nameOf } from '../names.js';

/** A thing that is newer than the backup, and what a restore does to it. */
export type NewerThing = Readonly<{
  kind: 'node' | 'group' | 'resource' | 'checkpoint' | 'key' | 'value';
  /** Null for a place of a registry. */
  id: string | null;
  /** The name; the key of a checkpoint; the key and name of a place. */
  name: string;
  /** The node, for a place of a registry; the resource, for a checkpoint. */
  of: string | null;
  outcome: 'removed' | 'kept';
}>;

/** The first of the newer things, and true if there are more. */
export type NewerInPreview = Readonly<{ items: readonly NewerThing[]; more: boolean }>;

const MAX_ITEMS = 1000;

/** The things of a cluster, and the places of its registries, that a backup does not have. */
export const newerInPreview = (planned: Planned): NewerInPreview => {
  const { newer, restore, present } = planned;
  const outcome = restore.newer === 'remove' ? 'removed' : 'kept';
  const thing = (kind: 'node' | 'group' | 'resource', id: string): NewerThing => ({
    ...{ kind, id, name: nameOf(present, `${kind}s`, id) ?? id, of: null, outcome },
  });
  const all = [
    ...newer.nodes.map((id) => thing('node', id)),
    ...newer.groups.map((id) => thing('group', id)),
    ...newer.resources.map((id) => thing('resource', id)),
    ...newer.checkpoints.map(({ resource, checkpoint, key }): NewerThing => ({
      ...{ kind: 'checkpoint', id: checkpoint, name: key, outcome },
      of: nameOf(present, 'resources', resource) ?? resource,
    })),
    ...newerPlaces(planned).map((place) => ({ ...place, outcome }) as const),
  ];
  return { items: all.slice(0, MAX_ITEMS), more: all.length > MAX_ITEMS };
};

const newerPlaces = ({
  present,
  target,
  things,
}: Planned): readonly Omit<NewerThing, 'outcome'>[] =>
  things.registries.flatMap(({ node, key }) => {
    const [from, to] = [target, present].map((at) => at.registryKey(node, key));
    const found = differences({ from, to, key }, MAX_ITEMS);
    const of = nameOf(present, 'nodes', node) ?? node;
    return found.items
      .filter(({ change }) => change === 'added')
      .map((place) => ({
        kind: place.name === null ? ('key' as const) : ('value' as const),
        id: null,
        name: place.name === null ? place.key : `${place.key}\\${place.name}`,
        of,
      }));
  });
