import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { Bisect, RunningCluster } from '#application';

import { EVENT } from '../history/events/event-schema.js';
import { eventShape } from '../history/history-shapes.js';
import { Refuses, Tells } from '../http/answer/answers.js';
import { MOMENT_HEADERS } from '../http/answer/headers.js';
import { noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { described, flag, named, nullable, object, type Of } from '../http/schema/schema.js';
import { MOMENT, momentShape } from '../questions/moment-shape.js';
import { askedPredicate } from './asked-predicate.js';
import { BisectBody } from './bisect.bodies.js';

const BISECTION = named(
  'Bisection',
  object({
    moment: described(MOMENT, 'The end of the range'),
    first: described(nullable(EVENT), 'The last event in the range by which it became so'),
    before: described(flag, 'The answer before `first`; without it, at the beginning of the range'),
    after: described(flag, 'The answer after `first`; without it, at the end of the range'),
  }),
);

/** Since when something is so. */
@ApiTags('questions')
@Controller('v1/bisect')
export class BisectController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @HttpCode(200)
  @Tells(['bisect', 'Finds the last event by which something became so'], BISECTION, {
    headers: MOMENT_HEADERS,
  })
  @Refuses(404, 422)
  async bisect(
    @Body() { when, from, to }: BisectBody,
    @Ctx() context: RequestContext,
  ): Promise<Of<typeof BISECTION>> {
    const asked = new Bisect({ after: context.after }, { when: askedPredicate(when), from, to });
    const { moment, first, before, after } = await this.queries.execute(asked);
    noteIn(context.reply, moment);
    const { reads } = this.cluster;
    const isSetBack =
      first !== undefined && reads.events.latestUpTo(first.position) > first.recordedAt.getTime();
    return {
      moment: momentShape(reads, moment),
      first: first === undefined ? null : eventShape(first, isSetBack),
      ...{ before, after },
    };
  }
}
