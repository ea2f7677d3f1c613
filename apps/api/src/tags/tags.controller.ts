import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { FindTags, RunningCluster } from '#application';

import { Lists, Reads } from '../http/answer/answers.js';
import { type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { TAG } from './tag-schemas.js';
import { tagShape } from './tag-shape.js';

/** The names that operators have given to moments. */
@ApiTags('tags')
@Controller('v1/tags')
export class TagsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Lists('listTags', 'Lists the tags by name', TAG)
  async list(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const paging = pagingOf(this.cluster, query, context);
    const { moment, tags, find } = await this.queries.execute(new FindTags(paging.asOf, {}));
    noteIn(context.reply, moment);
    const { items, next } = pageOf(tags, paging, ({ name }) => name);
    return { items: items.map((tag) => tagShape(find(tag))), next };
  }

  @Get(':tag')
  @Reads('getTag', 'Returns a tag with the event that it names', TAG)
  async get(
    @Param('tag') tag: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const asked = new FindTags(asOf(query, context), { tag });
    const { moment, tags, find } = await this.queries.execute(asked);
    noteIn(context.reply, moment);
    const [found] = tags.map(find).map(tagShape);
    return found ?? {};
  }
}
