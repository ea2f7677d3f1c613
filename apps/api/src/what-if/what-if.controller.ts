import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { Refuses, Works } from '../http/answer/answers.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { WHAT_IF, type WhatIfShape } from './what-if-schemas.js';
import { WhatIfBody } from './what-if.bodies.js';
import { WhatIfs } from './what-ifs.js';

/** Tries commands without effect. */
@ApiTags('questions')
@Controller('v1/what-if')
export class WhatIfController {
  constructor(private readonly whatIfs: WhatIfs) {}

  @Post()
  @HttpCode(200)
  @Works('whatIf', 'Says what commands would do, and does nothing', WHAT_IF)
  @Refuses(404, 422)
  run(@Body() body: WhatIfBody, @Ctx() context: RequestContext): Promise<WhatIfShape> {
    return this.whatIfs.answer(body, context);
  }
}
