import { Body, Controller, Get, Header, HttpCode, Param, Patch, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  type CheckpointRef,
  type NodeCommandData,
  type NodeId,
  type NodeMoment,
  type PresentNode,
  type World,
} from '#domain';
import { isPaid, touchedBy } from '#processes';
import { toPosition } from '#event-store';
import { type Depth } from '#read-models';
import { effectiveKey, parseKey, renderRegFile, viewKey, type RegistryView } from '#registry';

import { Changes, Reads } from '../core/answers.js';
import { momentOf } from '../core/as-of.js';
import { type Promised } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { type Outcome } from '../core/outcome.js';
import { withNext } from '../core/paging.js';
import { Pipelined } from '../core/pipelined.js';
import { Receipts } from '../core/receipts.js';
import { type List, type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { nameOf, nodeState, resolveNode } from '../core/resolve.js';
import { validation } from '../core/validation.js';
import { LongList } from './long-list.js';
import { OneAtATime } from './one-at-a-time.js';
import { RegUpload, TAKES_REG_FILE } from './reg-upload.js';
import { physicalChanges } from './registry-changes.js';
import { REG_FILE, toFile, toStream } from './registry-streams.js';
import {
  registryShape,
  registryText,
  versionCursor,
  versionShapes,
  type Asked,
  type Found,
} from './registry-shapes.js';
import { ChangeRegistryBody, HistoryQuery, RegistryQuery, ViewQuery } from './registry.bodies.js';
import { Spool } from './spool.js';

type Change = NodeCommandData<'ChangeRegistry'>;

type Carrying = Readonly<{
  node: NodeId;
  view: RegistryView;
  context: RequestContext;
  end?: () => void;
}>;

@ApiTags('registry')
@Controller('v1/nodes/:node/registry')
export class RegistryController {
  /** What is staged and not yet true is there several times over: of files, of one at a time. */
  private readonly imports = new OneAtATime();

  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
  ) {}

  @Get()
  @Reads('getRegistry', "A node's registry as a view shows it, as JSON or as a .reg file")
  @Header('vary', 'accept')
  async get(
    @Param('node') nameOrId: string,
    @Query() query: RegistryQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const moment = await momentOf(this.engine, query, context);
    const { position } = moment;
    const node = resolveNode(moment, nameOrId);
    const key = keyOf(query);
    const { view } = query;
    this.engine.reads.parked.assertAnswerable({ stream: this.engine.stream('node', node) });
    if (query.at === undefined)
      context.reply.etag = nodeState(this.engine.world, node).registryRevision;
    const isFile = isRegFile(headers.accept);
    const depth = isFile ? 'all' : depthOf(query);
    const found =
      query.at === undefined && depth === 'all'
        ? await this.live(node, { key, view }, context)
        : this.past(node, { key, view, depth, at: Number(position) });
    if (isFile) return toFile(renderRegFile(found?.key, { key, replace: false }));
    const name = nameOf(moment, 'nodes', node) ?? node;
    return this.answer(found, { node: name, view, key, depth });
  }

  /** What was is not changed any more: all of it is looked up as it is told. */
  private past(node: NodeId, { depth, ...asked }: Omit<Asked, 'node'> & { at: number }): Found {
    const { registry } = this.engine.reads;
    return depth === 'all'
      ? registry.walkAt(node, asked)
      : registry.viewAt(node, { depth, ...asked });
  }

  private answer(found: Found, asked: Asked): object {
    const { reads } = this.engine;
    return asked.depth === 'all'
      ? toStream(registryText(reads, found, asked), 'application/json; charset=utf-8')
      : registryShape(reads, found, asked);
  }

  /** All that is there now: the fold has it, and it stays as it is while it is told. */
  private async live(
    node: NodeId,
    { key, view }: Readonly<{ key: string; view: RegistryView }>,
    { reply, signal }: RequestContext,
  ): Promise<Found> {
    const { registry } = nodeState(this.engine.world, node);
    const position = this.engine.fold.position ?? toPosition(0n);
    await this.engine.reads.reached(position, signal);
    reply.position = position;
    const found = viewKey(registry, key, view);
    const writtenAt = this.engine.reads.registry.writers(node, view, Number(position));
    return found && { key: found, writtenAt };
  }

  @Get('history')
  @Reads('getRegistryHistory', 'Every version of the values at and below a key, newest first')
  async history(
    @Param('node') nameOrId: string,
    @Query() query: HistoryQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const moment = await momentOf(this.engine, query, context);
    const { position } = moment;
    const node = resolveNode(moment, nameOrId);
    this.engine.reads.parked.assertAnswerable({ stream: this.engine.stream('node', node) });
    const key = effectiveKey(parseKey(query.key), query.view);
    const first = { since: Number(position) + 1, place: 0 };
    const after = query.cursor === undefined ? first : versionCursor(query.cursor);
    const { items, isLast } = this.engine.reads.valueHistory(
      { node, key, ...(query.name !== undefined && { name: query.name }) },
      { limit: query.limit, after },
    );
    const last = isLast ? undefined : items.at(-1);
    return withNext(
      versionShapes(this.engine.reads, items),
      last && `${String(last.since)}.${last.place}`,
      context.reply,
    );
  }

  @Patch()
  @Pipelined()
  @HttpCode(200)
  @RouteConfig(TAKES_REG_FILE)
  @ApiConsumes('application/json', REG_FILE)
  @ApiBody({ type: ChangeRegistryBody })
  @Changes('changeRegistry', 'Changes values and keys, or imports a .reg file')
  async change(
    @Param('node') nameOrId: string,
    @Query() { view }: ViewQuery,
    @Body() body: unknown,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const node = resolveNode(this.engine.world, nameOrId);
    nodeState(this.engine.world, node);
    if (!(body instanceof RegUpload))
      return this.carryOut(await this.listOf(body, view), { node, view, context });
    const end = await this.imports.turn();
    try {
      return await this.carryOut(body.list, { node, view, context, end });
    } finally {
      end();
    }
  }

  /** @param end what to do once all of the list is written */
  private carryOut(list: LongList, { node, view, context, end }: Carrying): Promise<ReceiptBody> {
    const change = list.change(context.id);
    return this.receipts.of(
      {
        commands: () => list.commands(node, context.id),
        promise: () => {
          end?.();
          return this.captured(node, change);
        },
        revision: (state) => (state as Partial<PresentNode>).registryRevision,
      },
      context,
      (outcome) => ({
        node: nameOf(outcome.world, 'nodes', node),
        view,
        ...this.wrote(node, change, outcome),
      }),
    );
  }

  private async listOf(body: unknown, view: RegistryView): Promise<LongList> {
    const { changes } = await parseBody(body);
    const list = new LongList(new Spool(this.engine.parts.settings.data));
    for (const change of physicalChanges(changes, view)) list.add(change);
    return list.end();
  }

  /** What is owed to the resources online here is captured before the caller is answered. */
  private captured(node: NodeId, change: Change): Promised {
    const { world } = this.engine;
    const nodeRevision = nodeState(world, node).registryRevision;
    const refs = touchedBy(world, node, change);
    return {
      streams: refs.map(({ resource }) => this.engine.stream('resource', resource)),
      holds: () => refs.every((ref) => isPaid(world, ref, { node, nodeRevision })),
    };
  }

  /** The revision that this request wrote, and the captures that hold it. */
  private wrote(node: NodeId, change: Change, { events, world }: Outcome): object {
    const stream = this.engine.stream('node', node);
    const written = events.find(
      (event) => event.stream === stream && event.type === 'RegistryChanged',
    );
    if (written === undefined)
      return { revision: nodeState(world, node).registryRevision, captured: [] };
    const moment = { node, nodeRevision: Number(written.revision) };
    const refs = touchedBy(world, node, change);
    return {
      revision: moment.nodeRevision,
      captured: refs.flatMap((ref) => captureOf(world, ref, moment)),
    };
  }
}

/** '' is HKLM itself. */
const keyOf = ({ key }: RegistryQuery): string => (key === '' ? '' : parseKey(key));

const isRegFile = (accept: string | undefined): boolean => accept?.includes(REG_FILE) === true;

const depthOf = ({ depth }: RegistryQuery): Depth => (depth === 'all' ? 'all' : Number(depth));

/** The capture of a checkpoint that holds what a node was at a moment; none if it was no news. */
const captureOf = (
  world: World,
  { resource, checkpoint }: CheckpointRef,
  { node, nodeRevision }: NodeMoment,
): readonly object[] => {
  const state = world.resource(resource);
  const known = state.status === 'open' ? state.checkpoints.get(checkpoint) : undefined;
  if (known?.source.node !== node || known.source.nodeRevision < nodeRevision) return [];
  return [
    {
      resource: nameOf(world, 'resources', resource),
      checkpoint,
      number: known.captures,
    },
  ];
};

const VALIDATION = validation();

/** At once where it surely is right. */
const parseBody = (body: unknown = {}): ChangeRegistryBody | Promise<ChangeRegistryBody> =>
  (VALIDATION.pass(body, ChangeRegistryBody) ??
    VALIDATION.transform(body, { type: 'body', metatype: ChangeRegistryBody })) as
    ChangeRegistryBody | Promise<ChangeRegistryBody>;
