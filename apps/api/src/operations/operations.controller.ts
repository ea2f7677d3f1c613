import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ClusterError } from '#clusapi';
import { type GroupId, type GroupEvent, type OperationId } from '#domain';
import { type Addressed } from '#processes';

import { Changes } from '../core/answers.js';
import { type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { notFound } from '../core/http-problem.js';
import { Lifecycle } from '../core/lifecycle.js';
import { Receipts } from '../core/receipts.js';
import { type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { directoryOf, groupState } from '../core/resolve.js';
import { shapeOf } from '../core/shapes.js';
import { parseStream } from '#event-store';

type Started = Extract<GroupEvent, { type: 'GroupMoveStarted' | 'GroupOperationStarted' }>;

/** An operation that hangs is ended, one that failed is begun again. */
@ApiTags('operations')
@Controller('v1/operations/:id')
export class OperationsController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @Changes(
    'cancelOperation',
    'Ends an operation of a group where it is; what was on its way online goes offline again',
  )
  cancel(@Param('id') id: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const group = this.running(id);
    return this.change(group, context, {
      commands: () => [this.end(group, id, context)],
      promise: () => this.lifecycle.ended(group, context.operation),
    });
  }

  @Post('retry')
  @HttpCode(200)
  @Changes('retryOperation', 'Begins an operation of a group that has failed again')
  async retry(@Param('id') id: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    await this.engine.projected(id, context.signal);
    const { reads } = this.engine;
    const events = reads.operations.events(id, reads.position);
    if (events.length === 0) throw notFound('operation', id);
    const start = events.find(({ event }) => event.type in RETRIES);
    const hasFailed = events.some(({ event }) => FAILURES.has(event.type));
    if (start === undefined || !hasFailed)
      throw new ClusterError('ERROR_INVALID_STATE', `operation ${id} has not failed`);
    const group = parseStream(start.stream)?.id as GroupId;
    const command = again(start.event as Started, context.operation);
    return this.change(group, context, {
      commands: () => [{ kind: 'group', id: group, command }],
      promise: () => this.lifecycle.ended(group, context.operation),
      verdict: (outcome) => this.lifecycle.failure(outcome, context.operation),
    });
  }

  private running(operation: string): GroupId {
    const { world } = this.engine;
    for (const id of directoryOf(world).groups.keys()) {
      const group = world.group(id);
      if (group.status === 'open' && group.operation?.id === operation) return id;
    }
    throw new ClusterError('ERROR_INVALID_STATE', `operation ${operation} is not under way`);
  }

  /** Whoever waits in OnlinePending would wait for ever: that goes offline again. */
  private end(id: GroupId, operation: string, { operation: by }: RequestContext): Addressed {
    const { world } = this.engine;
    const resources = [...groupState(world, id).members].filter((member) => {
      const resource = world.resource(member);
      return resource.status === 'open' && resource.state === 'OnlinePending';
    });
    const data = { operation: operation as OperationId, by, resources };
    return { kind: 'group', id, command: { type: 'CancelGroupOperation', data } };
  }

  private change(group: GroupId, context: RequestContext, intent: Intent): Promise<ReceiptBody> {
    return this.receipts.of(intent, context, ({ world }) => shapeOf(world, { group }));
  }
}

const RETRIES = { GroupMoveStarted: true, GroupOperationStarted: true };
const FAILURES = new Set(['GroupMoveFailed', 'GroupOperationFailed']);

const again = (
  { type, data }: Started,
  operation: OperationId,
): Extract<Addressed, { kind: 'group' }>['command'] => {
  if (type === 'GroupMoveStarted')
    return { type: 'StartGroupMove', data: { operation, to: data.to } };
  const { kind, resources, persist } = data;
  return { type: 'StartGroupOperation', data: { operation, kind, resources, persist } };
};
