import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

import { configuredAt, directoryOf } from '#application';
import { type ClobberPolicy, type ClusterCommand, type ServerState } from '#domain';
import { Engine } from '#engine';

import { Changes, Reads } from '../http/answer/answers.js';
import { AsOfQuery, worldOf } from '../http/request/as-of.js';
import { Receipts } from '../http/answer/receipts.js';
import { type ReceiptBody } from '../http/answer/reply.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { Optional } from '../http/request/optional.js';

class ConfigureClusterBody {
  @ApiPropertyOptional({ enum: ['warn', 'deny'] })
  @Optional()
  @IsIn(['warn', 'deny'])
  readonly clobberPolicy?: ClobberPolicy;
}

class ServerStateBody {
  @ApiProperty({ enum: ['read-only', 'read-write'] })
  @IsIn(['read-only', 'read-write'])
  readonly state!: ServerState;
}

@ApiTags('cluster')
@Controller('v1/cluster')
export class ClusterController {
  constructor(
    private readonly engine: Engine,
    private readonly receipts: Receipts,
  ) {}

  @Get()
  @Reads('getCluster', 'Name, policies and server state')
  async get(@Query() query: AsOfQuery, @Ctx() context: RequestContext): Promise<object> {
    const world = await worldOf(this.engine, query, context);
    context.reply.etag = directoryOf(world).configuredAt;
    return shape(directoryOf(world));
  }

  @Patch()
  @Changes('configureCluster', 'Changes policies')
  configure(
    @Body() { clobberPolicy }: ConfigureClusterBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    const data = clobberPolicy === undefined ? {} : { clobberPolicy };
    return this.change({ type: 'ConfigureCluster', data }, context);
  }

  @Post('state')
  @HttpCode(200)
  @Changes('setServerState', 'Makes the cluster read-only or read-write')
  setState(
    @Body() { state }: ServerStateBody,
    @Ctx() context: RequestContext,
  ): Promise<ReceiptBody> {
    return this.change({ type: 'SetServerState', data: { state } }, context);
  }

  private change(command: ClusterCommand, context: RequestContext): Promise<ReceiptBody> {
    const { name: cluster } = this.engine;
    return this.receipts.of(
      { commands: () => [{ kind: 'cluster', id: cluster, command }], revision: configuredAt },
      context,
      ({ state: world }) => shape(directoryOf(world)),
    );
  }
}

const shape = ({
  name,
  logId,
  clobberPolicy,
  serverState,
}: ReturnType<typeof directoryOf>): object => ({ name, logId, clobberPolicy, state: serverState });
