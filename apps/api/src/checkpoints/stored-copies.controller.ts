import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { resolveResource, type CommandPlan, RunningCluster } from '#application';

import { Changes } from '../http/answer/answers.js';
import { caughtUp } from '../http/request/as-of.js';
import { badRequest } from '../http/answer/http-problem.js';
import { Receipts } from '../http/answer/receipts.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { checkpointShape, findCheckpoint } from './checkpoint-shapes.js';
import { StoredCopies } from './stored-copies.js';
import { RecaptureBody, RestoreBody } from './stored-copies.bodies.js';

/** Stored copies are put back, and replaced, by command. */
@ApiTags('checkpoints')
@Controller('v1/resources/:resource/checkpoints/:id')
export class StoredCopiesController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly receipts: Receipts,
    private readonly copies: StoredCopies,
  ) {}

  @Post('restore')
  @HttpCode(200)
  @Changes('restoreCheckpoint', 'Restores a capture onto the node that owns the resource')
  async restore(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Body() body: RestoreBody,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const resource = resolveResource(this.cluster.state, nameOrId);
    await caughtUp(this.cluster);
    if (body.dryRun === true) return this.copies.previewRestore(resource, id, body);
    requireReason(body);
    const intent = this.copies.restore(resource, id, { body, context });
    return this.change({ resource, id }, intent, context);
  }

  @Post('recapture')
  @HttpCode(200)
  @Changes('recaptureCheckpoint', 'Takes the live key or container as the stored copy')
  async recapture(
    @Param('resource') nameOrId: string,
    @Param('id') id: string,
    @Body() body: RecaptureBody,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const resource = resolveResource(this.cluster.state, nameOrId);
    await caughtUp(this.cluster);
    if (body.dryRun === true) return this.copies.previewRecapture(resource, id);
    requireReason(body);
    const intent = this.copies.recapture(resource, id, { body, context });
    return this.change({ resource, id }, intent, context);
  }

  private change(
    { resource, id }: Readonly<{ resource: ReturnType<typeof resolveResource>; id: string }>,
    intent: CommandPlan,
    context: RequestContext,
  ): Promise<object> {
    return this.receipts.of(intent, context, async ({ state: world }) => {
      const { reads } = this.cluster;
      await this.cluster.log.caughtUp(context.deadline).catch(() => undefined);
      return checkpointShape({ world, reads }, resource, findCheckpoint(world, resource, id));
    });
  }
}

/** @throws HttpProblem 400 */
const requireReason = ({ reason }: RecaptureBody): void => {
  if (reason === undefined || reason.trim() === '')
    throw badRequest('/reason', 'is needed: say why, in a word or two, or send "dryRun": true');
};
