import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { resolveNode, resolveResource, type CommandPlan } from '#application';
import { Engine } from '#engine';

import { Changes } from '../http/answer/answers.js';
import { Receipts } from '../http/answer/receipts.js';
import { type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { shapeOf } from '../shapes/shapes.js';
import { ResourceConfiguration } from './resource-configuration.js';

/** What a resource depends on, and where it may run. */
@ApiTags('resources')
@Controller('v1/resources/:resource')
export class RelationsController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
    private readonly configuration: ResourceConfiguration,
  ) {}

  @Put('dependencies/:other')
  @Changes('addDependency', 'Has a resource depend on another one of its group')
  depend(
    @Param('resource') nameOrId: string,
    @Param('other') other: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const provider = resolveResource(this.engine.world, other);
    return this.change(nameOrId, context, (id) => this.configuration.depend(id, provider));
  }

  @Delete('dependencies/:other')
  @Changes('removeDependency', 'Has a resource no longer depend on another one')
  release(
    @Param('resource') nameOrId: string,
    @Param('other') other: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const provider = resolveResource(this.engine.world, other);
    return this.change(nameOrId, context, (id) => this.configuration.release(id, provider));
  }

  @Put('possible-owners/:node')
  @Changes('addPossibleOwner', 'Lets a resource run on a node')
  allow(
    @Param('resource') nameOrId: string,
    @Param('node') node: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const owner = resolveNode(this.engine.world, node);
    return this.change(nameOrId, context, (id) => this.configuration.allow(id, owner));
  }

  @Delete('possible-owners/:node')
  @Changes('removePossibleOwner', 'Lets a resource no longer run on a node')
  forbid(
    @Param('resource') nameOrId: string,
    @Param('node') node: string,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const owner = resolveNode(this.engine.world, node);
    return this.change(nameOrId, context, (id) => this.configuration.forbid(id, owner));
  }

  private change(
    nameOrId: string,
    context: RequestContext,
    intent: (id: ReturnType<typeof resolveResource>) => CommandPlan,
  ): Promise<ReceiptBody> {
    const resource = resolveResource(this.engine.world, nameOrId);
    return this.receipts.of(intent(resource), context, ({ state: world, now }) =>
      shapeOf(world, { resource }, now),
    );
  }
}
