import { ClusterError } from '#clusapi';
import { type CheckpointId, type ClusterView, type RestoredPart } from '#domain';
import { type Planned } from '#processes';
import { effectiveKey, parseKey } from '#registry';

import { resolveGroup, resolveNode, resolveResource } from '../names.js';

/** The part of a cluster that a request names, by names or ids as the backup has them. */
export type NamedPart =
  | Readonly<{ cluster: true; includeNodes?: boolean }>
  | Readonly<{ group: string }>
  | Readonly<{ resource: string }>
  | Readonly<{ checkpoint: string }>
  | Readonly<{ node: string; key?: string }>;

/**
 * The same part by ids.
 *
 * @param then the cluster as the backup has it
 * @throws NoSuchThing for a thing that the backup does not have
 */
export const partOf = (then: ClusterView, part: NamedPart): RestoredPart => {
  if ('cluster' in part)
    return part.includeNodes === true ? { cluster: true, includeNodes: true } : { cluster: true };
  if ('group' in part) return { group: resolveGroup(then, part.group) };
  if ('resource' in part) return { resource: resolveResource(then, part.resource) };
  if ('checkpoint' in part) return { checkpoint: part.checkpoint.toLowerCase() as CheckpointId };
  const node = resolveNode(then, part.node);
  const key = part.key === undefined ? '' : parseKey(part.key);
  return key === '' ? { node } : { node, key: effectiveKey(key, '64-bit') };
};

/**
 * @throws ClusterError ERROR_FILE_NOT_FOUND for a part that the backup does not have
 */
export const requireInBackup = ({ restore: { what }, things }: Planned): void => {
  const { nodes, groups, resources, checkpoints, registries } = things;
  const all = [nodes, groups, resources, checkpoints, registries];
  if ('cluster' in what || all.some(({ length }) => length > 0)) return;
  const [kind, id] = Object.entries(what)[0] ?? [];
  throw new ClusterError('ERROR_FILE_NOT_FOUND', `the backup has no such ${kind}: ${String(id)}`);
};
