import { ClusterError } from '#clusapi';
import { type RegistryCheckpoint, type ResourceId, type World } from '#domain';
import { type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';

import { nameOf, resourceState } from '../core/resolve.js';
import { hazardsOf } from './hazards.js';

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
export const findCheckpoint = (
  world: World,
  resource: ResourceId,
  id: string,
): RegistryCheckpoint => {
  const checkpoint = resourceState(world, resource).checkpoints.get(id as never);
  if (checkpoint === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such checkpoint: ${id}`);
  return checkpoint;
};

/** A checkpoint as a read gives it. */
export const checkpointShape = (
  { world, reads }: Readonly<{ world: World; reads: ReadModels }>,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint,
): { id: string } & Record<string, unknown> => {
  const { id, key, view, effectiveKey, captures, hash, source } = checkpoint;
  const last = reads.captures.get(id, captures, reads.position);
  return {
    id,
    kind: 'registry',
    key,
    view,
    effectiveKey,
    captures,
    hash,
    capturedAt: {
      position: last === undefined ? null : String(last.position),
      recordedAt: last?.recordedAt.toISOString() ?? null,
      node: nameOf(world, 'nodes', source.node) ?? null,
      nodeRevision: source.nodeRevision,
    },
    hazards: hazardsOf(world, resource, checkpoint),
  };
};

type Captured = Readonly<{
  checkpoint: string;
  number: number;
  reason: string;
  hash: string;
  source: { node: string; nodeRevision: number };
  clobberedBy?: object;
}>;

/** What the event of a capture says. */
export const capturedIn = ({ event }: Recorded): Captured => event.data as Captured;

/** A capture as a read gives it, without its content. */
export const captureShape = (world: World, recorded: Recorded): { number: number } => {
  const { number, reason, hash, source, clobberedBy } = capturedIn(recorded);
  const shape = {
    number,
    reason,
    hash,
    source: { node: nameOf(world, 'nodes', source.node), nodeRevision: source.nodeRevision },
    position: String(recorded.position),
    recordedAt: recorded.recordedAt.toISOString(),
    operation: recorded.metadata.operation,
    rule: recorded.metadata.rule ?? null,
    clobberedBy: clobberedBy ?? null,
  };
  return shape;
};
