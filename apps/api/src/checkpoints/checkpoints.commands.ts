import {
  AddCheckpoint,
  DeleteCheckpoint,
  findCheckpoint,
  RecaptureCheckpoint,
  RestoreCheckpoint,
  type Changed,
  type Previewed,
  type RunningCluster,
} from '#application';
import { type CheckpointId, type ResourceId, type ClusterView } from '#domain';
import { toPosition } from '#event-store';

import { command, created, receipt, type Answering } from '../http/routes/command-route.js';
import { checkpointShape } from './checkpoint-shapes.js';
import { AddCheckpointBody } from './checkpoints.bodies.js';
import { previewShape } from './preview-shape.js';
import { CureBody } from '../cures/cures.bodies.js';
import { RestoreBody } from './stored-copies.bodies.js';
import {
  CHECKPOINT_RECEIPT,
  DELETED_CHECKPOINT_RECEIPT,
  PREVIEW_OR_RECEIPT,
} from './checkpoint-schemas.js';

const PATH = '/v1/resources/:resource/checkpoints';

/** The checkpoint that a command is about. */
export type CheckpointSubject = Readonly<{ resource: ResourceId; checkpoint: string }>;

/**
 * The JSON of a checkpoint at the time of the answer; only its id if another request has deleted it
 * meanwhile.
 */
export const checkpointOf = async (
  { state, subject }: Changed<CheckpointSubject>,
  { cluster, context }: Answering,
): Promise<object> => {
  await cluster.log.caughtUp(context.caller.deadline).catch(() => undefined);
  return shapeIfThere(cluster, state, subject);
};

const shapeIfThere = (
  { reads }: RunningCluster,
  clusterState: ClusterView,
  { resource, checkpoint }: CheckpointSubject,
): object => {
  const state = clusterState.openResource(resource);
  const id = checkpoint as CheckpointId;
  const isThere = state !== undefined && (state.checkpoints.has(id) || state.crypto.has(id));
  if (!isThere) return { id };
  return checkpointShape(
    { clusterState, reads },
    resource,
    findCheckpoint(clusterState, resource, id),
  );
};

/** Answers a dry run with its preview, and a change with its receipt. */
const previewed = async (result: Previewed, answering: Answering): Promise<object> => {
  if (!('preview' in result))
    return answering.receipt(result, await checkpointOf(result, answering));
  const { cluster, context } = answering;
  context.reply.position = result.position ?? toPosition(0n);
  return previewShape(cluster, result.preview);
};

/** The commands of checkpoints. */
export const CHECKPOINT_COMMANDS = [
  command(`POST ${PATH}`, {
    id: 'addCheckpoint',
    summary: 'Adds a checkpoint and captures it',
    answer: CHECKPOINT_RECEIPT,
    status: 201,
    body: AddCheckpointBody,
    toCommand: (caller, { params, body }) => new AddCheckpoint(caller, { ...params, ...body }),
    present: created(
      ({ resource, checkpoint }) => `/v1/resources/${resource}/checkpoints/${checkpoint}`,
      checkpointOf,
    ),
  }),
  command(`DELETE ${PATH}/:id`, {
    id: 'deleteCheckpoint',
    summary: 'Deletes a checkpoint; the live key stays',
    answer: DELETED_CHECKPOINT_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new DeleteCheckpoint(caller, params),
    present: receipt(({ subject }) => subject),
  }),
  command(`POST ${PATH}/:id/restore`, {
    id: 'restoreCheckpoint',
    summary: 'Restores a capture onto the node that owns the resource',
    answer: PREVIEW_OR_RECEIPT,
    problems: [409, 412, 422],
    body: RestoreBody,
    toCommand: (caller, { params, body }) => new RestoreCheckpoint(caller, { ...params, ...body }),
    present: previewed,
  }),
  command(`POST ${PATH}/:id/recapture`, {
    id: 'recaptureCheckpoint',
    summary: 'Captures the live key or container as the stored copy',
    answer: PREVIEW_OR_RECEIPT,
    isAtOnce: true,
    problems: [409, 412, 422],
    body: CureBody,
    toCommand: (caller, { params, body }) =>
      new RecaptureCheckpoint(caller, { ...params, ...body }),
    present: previewed,
  }),
];
