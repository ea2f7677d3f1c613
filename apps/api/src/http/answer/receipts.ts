import { Injectable } from '@nestjs/common';

import { CommandRunner, RunningCluster, type CommandPlan, type Outcome } from '#application';

import { type RequestContext } from '../request/request.js';
import { receiptOf, type ReceiptBody } from './reply.js';

/** Has a plan carried out, and answers with its receipt. */
@Injectable()
export class Receipts {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  /** @param result the part of the receipt about the things that were changed */
  async of(
    plan: CommandPlan,
    context: RequestContext,
    result: (outcome: Outcome) => object | Promise<object>,
  ): Promise<ReceiptBody> {
    const outcome = await this.runner.run(plan, context.caller, {});
    const position = this.cluster.log.position ?? 0n;
    return receiptOf(outcome, context, { result: { ...(await result(outcome)) }, position });
  }
}
