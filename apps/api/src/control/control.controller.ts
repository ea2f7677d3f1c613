import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { directoryOf, resolveResource, RunningCluster } from '#application';
import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

import { Reads } from '../http/answer/answers.js';
import { worldOf } from '../http/request/as-of.js';
import { pageOf, PageQuery } from '../http/request/paging.js';
import { type List } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { Control } from './control.js';
import { ControlAnswerBody, ControlBody, type ControlAnswer } from './control.bodies.js';

@ApiTags('control codes')
@Controller('v1')
export class ControlController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly control: Control,
  ) {}

  @Post('resources/:resource/control')
  @HttpCode(200)
  @Reads('controlResource', 'Sends a control code to a resource', ControlAnswerBody)
  ofResource(
    @Param('resource') nameOrId: string,
    @Body() body: ControlBody,
    @Ctx() context: RequestContext,
  ): Promise<ControlAnswer> {
    const resource = resolveResource(this.cluster.state, nameOrId);
    return this.control.answer({ resource }, body, context);
  }

  @Post('resource-types/:type/control')
  @HttpCode(200)
  @Reads('controlResourceType', 'Sends a control code to a resource type', ControlAnswerBody)
  ofType(
    @Param('type') name: string,
    @Body() body: ControlBody,
    @Ctx() context: RequestContext,
  ): Promise<ControlAnswer> {
    return this.control.answer({ type: this.typeOf(name) }, body, context);
  }

  @Get('resource-types')
  @Reads('listResourceTypes', 'The resource types')
  async types(@Query() query: PageQuery, @Ctx() context: RequestContext): Promise<List<object>> {
    const world = await worldOf(this.cluster, query, context);
    const types = [...directoryOf(world).types.values()].map((name) => ({ id: name, name }));
    return pageOf(types, query, context);
  }

  private typeOf(name: string): string {
    const type = directoryOf(this.cluster.state).types.get(foldName(name));
    if (type === undefined)
      throw new ClusterError(
        'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
        `no such resource type: ${name}`,
      );
    return type;
  }
}
