import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type LostWrite } from '#read-models';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { findLostWrite } from './find-lost-write.js';

/** Returns a lost write. */
export class GetLostWrite extends Query<Readonly<{ moment: Moment; lost: LostWrite }>> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@QueryHandler(GetLostWrite)
export class GetLostWriteHandler implements IQueryHandler<GetLostWrite> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({
    asOf,
    input,
  }: GetLostWrite): Promise<Readonly<{ moment: Moment; lost: LostWrite }>> {
    const moment = await momentOf(this.cluster, asOf);
    return { moment, lost: findLostWrite(this.cluster, moment, input.id) };
  }
}
