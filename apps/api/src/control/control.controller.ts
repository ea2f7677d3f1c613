import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

import { directoryOf, resolveResource } from '#application';
import { ClusterError } from '#clusapi';
import { parseName } from '#domain';
import { Engine } from '#engine';
import { foldName } from '#registry';

import { Creates, Reads } from '../http/answer/answers.js';
import { worldOf } from '../http/request/as-of.js';
import { pageOf, PageQuery } from '../http/request/paging.js';
import { Receipts } from '../http/answer/receipts.js';
import { type List, type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { Control } from './control.js';
import { ControlAnswerBody, ControlBody, type ControlAnswer } from './control.bodies.js';

class AddTypeBody {
  @ApiProperty({ example: 'Contoso Service' }) @IsString() @MaxLength(255) readonly name!: string;
}

@ApiTags('control codes')
@Controller('v1')
export class ControlController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
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
    const resource = resolveResource(this.engine.world, nameOrId);
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
    const world = await worldOf(this.engine, query, context);
    const types = [...directoryOf(world).types.values()].map((name) => ({ id: name, name }));
    return pageOf(types, query, context);
  }

  @Post('resource-types')
  @HttpCode(201)
  @Creates('addResourceType', 'Adds a resource type')
  addType(@Body() body: AddTypeBody, @Ctx() context: RequestContext): Promise<ReceiptBody> {
    const name = parseName(body.name);
    const command = { type: 'AddResourceType', data: { name } } as const;
    const { name: cluster } = this.engine;
    context.reply.location = `/v1/resource-types`;
    return this.receipts.of(
      { commands: () => [{ kind: 'cluster', id: cluster, command }] },
      context,
      () => ({ id: name, name }),
    );
  }

  private typeOf(name: string): string {
    const type = directoryOf(this.engine.world).types.get(foldName(name));
    if (type === undefined)
      throw new ClusterError(
        'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
        `no such resource type: ${name}`,
      );
    return type;
  }
}
