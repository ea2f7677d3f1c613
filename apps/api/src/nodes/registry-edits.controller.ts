import { Body, Controller, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';

import {
  type CheckpointRef,
  type NodeCommandData,
  type NodeId,
  type NodeMoment,
  type PresentNode,
  type World,
} from '#domain';
import { isPaid, touchedBy, type Addressed } from '#processes';
import { type RegistryView } from '#registry';

import { Changes } from '../core/answers.js';
import { type Promised } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { type Outcome } from '../core/outcome.js';
import { Pipelined } from '../core/pipelined.js';
import { Receipts } from '../core/receipts.js';
import { type ReceiptBody } from '../core/reply.js';
import { Ctx, type RequestContext } from '../core/request.js';
import { nameOf, nodeState, resolveNode } from '../core/resolve.js';
import { validation } from '../core/validation.js';
import { LongList } from './long-list.js';
import { OneAtATime } from '../core/one-at-a-time.js';
import { RegUpload, TAKES_REG_FILE } from './reg-upload.js';
import { physicalChanges } from './registry-changes.js';
import { REG_FILE } from './registry-streams.js';
import { ChangeRegistryBody, ViewQuery } from './registry.bodies.js';
import { Spool } from './spool.js';

type Change = NodeCommandData<'ChangeRegistry'>;

type Carrying = Readonly<{
  node: NodeId;
  view: RegistryView;
  context: RequestContext;
  /** Called once all of the list is written. */
  end?: () => void;
  /** False for a list that changes nothing, of which nothing is written then. */
  isNews?: boolean;
}>;

/** Edits of a node's registry, and imports. */
@ApiTags('registry')
@Controller('v1/nodes/:node/registry')
export class RegistryEditsController {
  /** Staged changes are held several times over, so only one file is carried out at a time. */
  private readonly imports = new OneAtATime();

  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
  ) {}

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
    const list = body instanceof RegUpload ? body.list : await this.listOf(body, view);
    if (!list.isLong) return this.carryOut(list, { node, view, context });
    const end = await this.imports.turn();
    try {
      const isFile = body instanceof RegUpload;
      // A batch has edits in line that are not folded yet: its lists are decided behind those.
      const isNews = !isFile || (await list.isNews(nodeState(this.engine.world, node).registry));
      return await this.carryOut(list, { node, view, context, end, isNews });
    } finally {
      end();
    }
  }

  private carryOut(
    list: LongList,
    { node, view, context, end, isNews = true }: Carrying,
  ): Promise<ReceiptBody> {
    const change = list.change(context.id);
    return this.receipts.of(
      {
        commands: () => (isNews ? list.commands(node, context.id) : [nothing(node)]),
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

  /** Pending captures of the resources online here are taken before the request is answered. */
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

/** Still refuses what any edit would be refused for. */
const nothing = (id: NodeId): Addressed => ({
  kind: 'node',
  id,
  command: { type: 'ChangeRegistry', data: { changes: [] } },
});

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

/** Of a list, the first fault is told. */
const VALIDATION = validation(0);

/** At once where it surely is right. */
const parseBody = (body: unknown = {}): ChangeRegistryBody | Promise<ChangeRegistryBody> =>
  (VALIDATION.pass(body, ChangeRegistryBody) ??
    VALIDATION.transform(body, { type: 'body', metatype: ChangeRegistryBody })) as
    ChangeRegistryBody | Promise<ChangeRegistryBody>;
