import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { nodeState, resolveNode } from '#application';
import { type NodeCommand } from '#domain';
import { Engine } from '#engine';
import { effectiveKey, parseKey } from '#registry';

import { Changes, Reads } from '../http/answer/answers.js';
import { AsOfQuery, worldOf } from '../http/request/as-of.js';
import { Receipts } from '../http/answer/receipts.js';
import { type List, type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { HoldBody } from './nodes.bodies.js';
import { KeyQuery } from './registry.bodies.js';

/** Who holds which subtree of a node's registry open: it can't be restored then. */
@ApiTags('registry')
@Controller('v1/nodes/:node/registry/holds')
export class HoldsController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
  ) {}

  @Get()
  @Reads('listHolds', 'The subtrees that are held open')
  async list(
    @Param('node') nameOrId: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<object>> {
    const world = await worldOf(this.engine, query, context);
    const { holds } = nodeState(world, resolveNode(world, nameOrId));
    return { items: [...holds.values()], next: null };
  }

  @Put()
  @Changes('holdRegistry', 'Holds a subtree open')
  hold(
    @Param('node') nameOrId: string,
    @Query() query: KeyQuery,
    @Body() { holder }: HoldBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const data = { key: physical(query), holder };
    return this.change(nameOrId, context, { type: 'HoldRegistry', data });
  }

  @Delete()
  @Changes('releaseRegistry', 'Lets go of a subtree')
  release(
    @Param('node') nameOrId: string,
    @Query() query: KeyQuery,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    return this.change(nameOrId, context, {
      type: 'ReleaseRegistry',
      data: { key: physical(query) },
    });
  }

  private change(
    nameOrId: string,
    context: RequestContext,
    command: NodeCommand,
  ): Promise<ReceiptBody> {
    const node = resolveNode(this.engine.world, nameOrId);
    return this.receipts.of(
      { commands: () => [{ kind: 'node', id: node, command }] },
      context,
      ({ state: world }) => ({ items: [...nodeState(world, node).holds.values()] }),
    );
  }
}

const physical = ({ key, view }: KeyQuery): string => effectiveKey(parseKey(key), view);
