import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { Changes } from '../http/answer/answers.js';
import { Receipts } from '../http/answer/receipts.js';
import { type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { shapeOf } from '../shapes/shapes.js';
import { OperationControl, type Controlled } from './operation-control.js';

/** An operation that hangs is ended, one that failed is begun again. */
@ApiTags('operations')
@Controller('v1/operations/:id')
export class OperationsController {
  constructor(
    private readonly receipts: Receipts,
    private readonly control: OperationControl,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @Changes(
    'cancelOperation',
    'Ends an operation where it is; what was on its way online goes offline again',
  )
  cancel(@Param('id') id: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    return this.change(this.control.cancel(id, context), context);
  }

  @Post('retry')
  @HttpCode(200)
  @Changes('retryOperation', 'Begins an operation that has failed again')
  async retry(@Param('id') id: string, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    return this.change(await this.control.retry(id, context), context);
  }

  private change({ thing, intent }: Controlled, context: RequestContext): Promise<ReceiptBody> {
    return this.receipts.of(intent, context, ({ state: world, now }) => shapeOf(world, thing, now));
  }
}
