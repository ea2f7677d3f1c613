import { isUuid } from '#domain';
import { type Position } from '#event-store';
import { type ListedKind } from '#read-models';
import { foldName } from '#registry';

import { directoryOf } from '../names.js';
import { type RunningCluster } from '../running-cluster.js';

const NAMES = { nodes: 'nodeNames', groups: 'groupNames', resources: 'resourceNames' } as const;

/**
 * The id that a name or id stands for at a position, or now; the name itself, regardless of its
 * case, if it stands for nothing.
 */
export const idThen = (
  { reads, state }: RunningCluster,
  position: Position | undefined,
  [kind, nameOrId]: readonly [kind: ListedKind, nameOrId: string],
): string => {
  if (isUuid(nameOrId)) return nameOrId.toLowerCase();
  const cluster = position === undefined ? state.cluster : reads.directoryAt(position);
  const ids: ReadonlyMap<string, string> = directoryOf({ cluster })[NAMES[kind]];
  const name = foldName(nameOrId);
  return ids.get(name) ?? name;
};
