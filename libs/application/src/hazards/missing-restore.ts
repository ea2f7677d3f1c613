import { type CheckpointId, type MissingRestore, type OpenResource } from '#domain';

/** The restore that a checkpoint lacks in the current online interval. */
export const missingRestore = (
  { window }: OpenResource,
  id: CheckpointId,
): MissingRestore | undefined =>
  window?.closedAt === undefined ? window?.unrestored.get(id) : undefined;
