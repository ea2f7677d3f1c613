import { type CheckpointId, type MissingRestore, type OpenResource } from '#domain';

/** The restore that a checkpoint lacks in the current online interval. */
export const missingRestore = (
  { onlineInterval }: OpenResource,
  id: CheckpointId,
): MissingRestore | undefined =>
  onlineInterval?.closedAt === undefined ? onlineInterval?.unrestored.get(id) : undefined;

/** The checkpoints of a resource that lack their restore in the current online interval. */
export const missingRestores = (
  resource: OpenResource,
): readonly (readonly [CheckpointId, MissingRestore])[] =>
  [...(resource.onlineInterval?.unrestored.keys() ?? [])].flatMap((id) => {
    const missing = missingRestore(resource, id);
    const isThere = resource.checkpoints.has(id) || resource.crypto.has(id);
    return missing !== undefined && isThere ? [[id, missing] as const] : [];
  });
