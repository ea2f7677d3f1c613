import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  CompareClusters,
  GetDiff,
  ResolveBackupSides,
  RunningCluster,
  type ComparedSide,
  type SideTexts,
} from '#application';
import { renderRegChanges, type RegistryView } from '#registry';

import { ReadsWith, Refuses } from '../http/answer/answers.js';
import { LINK, VARY } from '../http/answer/headers.js';
import { badRequest } from '../http/answer/http-problem.js';
import { noteIn } from '../http/request/as-of.js';
import { pagingOf, type Paging } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { REG_TEXT } from '../registry/registry-schemas.js';
import { isRegFile, REG_FILE, toFile } from '../registry/registry-streams.js';
import { Writers } from '../registry/writers.js';
import { DiffQuery } from './diff.bodies.js';
import { DIFF } from './diff-schemas.js';
import { clusterDiffItems, diffItems, sideShape } from './diff-shapes.js';
import { describeCluster } from './described-things.js';
import { placeOf, placeText } from './place-cursor.js';

const CLUSTER = /^cluster(@|$)/;

@ApiTags('questions')
@Controller('v1/diff')
export class DiffController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsWith(
    ['diff', 'Compares two sides: as JSON, or as the .reg file that turns left into right'],
    DIFF,
    { types: { [REG_FILE]: REG_TEXT }, headers: { ...LINK, ...VARY } },
  )
  @Refuses(403, 404, 409, 422)
  @Header('vary', 'accept')
  async diff(
    @Query() query: DiffQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const paging = pagingOf(this.cluster, query, context);
    const isFile = isRegFile(headers.accept);
    const sides = await this.queries.execute(new ResolveBackupSides(paging.asOf, query));
    const answer = await (CLUSTER.test(sides.left) && CLUSTER.test(sides.right)
      ? this.clusters(sides, paging, isFile)
      : this.trees({ ...sides, key: query.key, view: query.view }, paging, isFile));
    return asTyped(answer, query);
  }

  private async trees(
    {
      left,
      right,
      key,
      view,
    }: SideTexts & Readonly<{ key: string | undefined; view: RegistryView }>,
    paging: Paging,
    isFile: boolean,
  ): Promise<object> {
    const { asOf, limit, after, list } = paging;
    const place = placeOf(after);
    const input = { left, right, key, view, limit, after: place, hasChanges: isFile };
    const diff = await this.queries.execute(new GetDiff(asOf, input));
    const later = this.noteLater(paging, diff);
    if (isFile) return toFile(renderRegChanges(diff.changes));
    const items = diffItems(new Writers(this.cluster.reads, later.moment), diff);
    return { ...this.head(diff), ...list(items, placeText(diff.next)) };
  }

  private async clusters(
    { left, right }: SideTexts,
    paging: Paging,
    isFile: boolean,
  ): Promise<object> {
    if (isFile) throw badRequest('/headers/accept', 'clusters have no .reg file of differences');
    const { asOf, limit, after, list } = paging;
    const describe = describeCluster;
    const input = { left, right, describe, limit, skip: skipOf(after) };
    const diff = await this.queries.execute(new CompareClusters(asOf, input));
    const later = this.noteLater(paging, diff);
    const items = clusterDiffItems(new Writers(this.cluster.reads, later.moment), diff);
    return { ...this.head(diff), ...list(items, diff.next?.toString()) };
  }

  /** Puts the moment of the later side into the headers. */
  private noteLater<Side extends Pick<ComparedSide, 'moment'>>(
    { context }: Paging,
    { left, right }: Readonly<{ left: Side; right: Side }>,
  ): Side {
    const later = left.moment.position > right.moment.position ? left : right;
    noteIn(context.reply, later.moment);
    return later;
  }

  private head({ left, right, summary }: Headed): object {
    const { reads } = this.cluster;
    return {
      left: sideShape(reads, left),
      right: sideShape(reads, right),
      same: left.hash === right.hash,
      summary,
    };
  }
}

/** The answer with the sides as the request has typed them. */
const asTyped = (answer: object, { left, right }: DiffQuery): object =>
  'left' in answer && 'right' in answer
    ? {
        ...answer,
        left: { ...(answer.left as object), side: left },
        right: { ...(answer.right as object), side: right },
      }
    : answer;

type Side = Pick<ComparedSide, 'text' | 'moment' | 'hash'>;
type Headed = Readonly<{ left: Side; right: Side; summary: object }>;

/** @throws HttpProblem 400 if the text is no number of items */
const skipOf = (after: string | undefined): number => {
  if (after === undefined) return 0;
  if (!/^\d{1,9}$/.test(after)) throw badRequest('/cursor', `"${after}" is no cursor of this list`);
  return Number(after);
};
