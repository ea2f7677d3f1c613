import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Recorded } from '#event-store';

import { malformed } from '../refusals.js';
import { momentIn, placeOf, type AsOf, type Moment } from '../reading/moment.js';
import { ResolvedTags } from '../reading/tags.js';
import { RunningCluster } from '../running-cluster.js';
import { findPredicate } from './find-predicate.js';
import { type AskedPredicate } from './predicate.js';
import { search } from './search.js';

/** The last event by which a predicate became true, or the reason why there is none. */
export type Bisection = Readonly<{
  moment: Moment;
  first: Recorded | undefined;
  /** The answer just before `first`; without it, at the beginning of the range. */
  before: boolean;
  /** The answer just after `first`; without it, at the end of the range. */
  after: boolean;
}>;

/** Finds the event since which something is so: the last change to true in a range. */
export class Bisect extends Query<Bisection> {
  constructor(
    readonly asOf: Omit<AsOf, 'at'>,
    readonly input: Readonly<{
      when: AskedPredicate;
      /** Moments; the beginning of the log and the present by default. */
      from?: string | undefined;
      to?: string | undefined;
    }>,
  ) {
    super();
  }
}

@QueryHandler(Bisect)
export class BisectHandler implements IQueryHandler<Bisect> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: Bisect): Promise<Bisection> {
    const tags = new ResolvedTags();
    const moment = await momentIn(this.cluster, { ...asOf, at: input.to, tags }, '/to');
    const to = Number(moment.position);
    const from =
      input.from === undefined
        ? 0
        : Number(placeOf(this.cluster, input.from, { pointer: '/from', tags }));
    if (from > to)
      throw malformed('/from', `"${input.from ?? ''}" is after ${input.to ?? 'the present'}`);
    const predicate = findPredicate(this.cluster, moment, input.when);
    const { first, ...found } = await search(predicate, { from, to }, () =>
      this.cluster.takeTurn(),
    );
    const event = first === undefined ? undefined : this.cluster.reads.events.at(first);
    return { moment, first: event, ...found };
  }
}
