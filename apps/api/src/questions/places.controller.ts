import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { FindPlaces, FindSpread, RunningCluster } from '#application';

import { Reads, Refuses } from '../http/answer/answers.js';
import { asOf, noteIn } from '../http/request/as-of.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { Writers } from '../registry/writers.js';
import { momentShape } from './moment-shape.js';
import { PlacesQuery, SpreadQuery } from './places.bodies.js';
import { PLACES, SPREAD } from './places-schemas.js';
import { placeShape, spreadShape } from './places-shapes.js';

@ApiTags('questions')
@Controller('v1')
export class PlacesController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get('places')
  @Refuses(422)
  @Reads('places', 'Says which value of a name each node and each stored copy has', PLACES)
  async places(@Query() query: PlacesQuery, @Ctx() context: RequestContext): Promise<object> {
    const { key, name, view } = query;
    const find = new FindPlaces(asOf(query, context), { key, name, view });
    const { moment, places } = await this.queries.execute(find);
    noteIn(context.reply, moment);
    const { reads } = this.cluster;
    const writers = new Writers(reads, moment);
    const items = places.map((place) => placeShape(writers, place));
    return { moment: momentShape(reads, moment), items };
  }

  @Get('spread')
  @Refuses(404)
  @Reads('spread', 'Says where the values of an edit went, and where they still are', SPREAD)
  async spread(@Query() query: SpreadQuery, @Ctx() context: RequestContext): Promise<object> {
    const find = new FindSpread(asOf(query, context), { event: query.event });
    const { moment, event, values, more } = await this.queries.execute(find);
    noteIn(context.reply, moment);
    const { reads } = this.cluster;
    const writers = new Writers(reads, moment);
    const sources = { reads, clusterState: moment, writers, to: moment.position };
    return {
      moment: momentShape(reads, moment),
      event: sources.writers.originAt(Number(event.position)),
      items: values.map((value) => spreadShape(sources, value)),
      more,
    };
  }
}
