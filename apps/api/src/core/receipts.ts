import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Engine } from '#engine';

import { Change, type Intent } from './change.js';
import { type Outcome } from './outcome.js';
import { receiptOf, type ReceiptBody } from './reply.js';
import { type RequestContext } from './request.js';

/** Has a change carried out, and says what became of it. */
@Injectable()
export class Receipts {
  constructor(
    private readonly engine: Engine,
    private readonly commands: CommandBus,
  ) {}

  /** @param result what the receipt shows of the things that were changed */
  async of(
    intent: Intent,
    context: RequestContext,
    result: (outcome: Outcome) => object | Promise<object>,
  ): Promise<ReceiptBody> {
    const outcome = await this.commands.execute(new Change(intent, context));
    const verdict = outcome.isDone ? intent.verdict?.(outcome) : undefined;
    if (verdict !== undefined) throw verdict;
    const position = this.engine.fold.position ?? 0n;
    return receiptOf(outcome, context, { result: { ...(await result(outcome)) }, position });
  }
}
