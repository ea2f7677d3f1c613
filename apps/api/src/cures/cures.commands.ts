import { RevertCheckpoint, type PreviewedCure } from '#application';
import { toPosition } from '#event-store';

import { PREVIEW_OR_RECEIPT } from '../checkpoints/checkpoint-schemas.js';
import { checkpointOf, type CheckpointSubject } from '../checkpoints/checkpoints.commands.js';
import { command, type Answering } from '../http/routes/command-route.js';
import { curePreviewShape } from './cure-preview-shape.js';
import { goalOf, RevertCheckpointBody } from './cures.bodies.js';

const CHECKPOINT = '/v1/resources/:resource/checkpoints/:id';

/** Answers a dry run with its preview, and a cure with its receipt. */
export const cured =
  <Subject extends object>(
    result: (
      changed: Extract<PreviewedCure<Subject>, { subject: Subject }>,
      answering: Answering,
    ) => object | Promise<object>,
  ) =>
  async (found: PreviewedCure<Subject>, answering: Answering): Promise<object> => {
    if (!('cure' in found)) return answering.receipt(found, await result(found, answering));
    const { cluster, context } = answering;
    context.reply.position = found.position ?? toPosition(0n);
    return curePreviewShape(cluster, found.cure);
  };

/** The commands that put right what went wrong. */
export const CURE_COMMANDS = [
  command(`POST ${CHECKPOINT}/revert`, {
    id: 'revertCheckpoint',
    summary: 'Puts an earlier content of a checkpoint back, onto the owner or as the stored copy',
    answer: PREVIEW_OR_RECEIPT,
    problems: [409, 412, 422],
    body: RevertCheckpointBody,
    toCommand: (caller, { params, body: { to, ...body } }) =>
      new RevertCheckpoint(caller, { ...params, ...body, to: goalOf(to) }),
    present: cured<CheckpointSubject>(checkpointOf),
  }),
];
