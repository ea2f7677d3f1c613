import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { type FastifyRequest } from 'fastify';

import { RunningCluster } from '#application';

import { Works } from '../http/answer/answers.js';
import { Defects } from '../http/answer/defects.js';
import { badRequest } from '../http/answer/http-problem.js';
import { Optional } from '../http/request/optional.js';
import { type Problem } from '../http/answer/problem.js';
import { itemContexts, type RequestContext } from '../http/request/request.js';
import { COMMAND_ROUTES } from '../http/routes/command-table.js';
import {
  CommandRouter,
  noRoute,
  type CommandRequest,
  type FoundRoute,
} from '../http/routes/command-router.js';
import { Commands } from '../http/routes/commands.js';
import { BATCH_ANSWER } from './batch-schemas.js';
import { METHODS } from './methods.js';
import { thingsOf } from './things.js';
import { CommandQueues, type Turn } from './turn.js';

const MAX_ITEMS = 1000;

class BatchItemBody {
  @ApiProperty({ enum: METHODS }) @IsIn(METHODS) readonly method!: (typeof METHODS)[number];

  @ApiProperty({ example: '/v1/nodes/node-a/registry' })
  @IsString()
  @MaxLength(8192)
  readonly path!: string;

  /** The document has the body of each command: see `batchCommands`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @Optional()
  @IsObject()
  readonly body?: object;
}

class BatchBody {
  @ApiProperty({ type: [BatchItemBody], maxItems: MAX_ITEMS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ITEMS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Nested(() => BatchItemBody)
  readonly commands!: BatchItemBody[];
}

type Result = Readonly<{ status: number; location?: string; body: unknown }>;

/** Many commands in one request. */
@ApiTags('batch')
@Controller('v1/batch')
export class BatchController {
  private readonly router = new CommandRouter(COMMAND_ROUTES);

  constructor(
    private readonly cluster: RunningCluster,
    private readonly defects: Defects,
    private readonly commands: Commands,
  ) {}

  @Post()
  @HttpCode(200)
  @Works('batch', 'Executes up to 1,000 commands and answers each of them', BATCH_ANSWER)
  async run(@Body() { commands }: BatchBody, @Req() request: FastifyRequest): Promise<object> {
    if (request.headers['if-match'] !== undefined)
      throw badRequest('/headers/if-match', 'a batch has no ETag: send that command alone');
    const contexts = itemContexts(request, commands);
    const queues = new CommandQueues();
    const results = commands.map((item, index) =>
      this.one(item, { context: contexts[index], queues }),
    );
    return { results: await Promise.all(results) };
  }

  /**
   * Executes one command. Commands about different things run side by side; edits of one thing are
   * decided before the first of them is durable.
   */
  private async one(
    item: CommandRequest,
    { context, queues }: Readonly<{ context: RequestContext | undefined; queues: CommandQueues }>,
  ): Promise<Result> {
    let turn: Turn | undefined;
    try {
      const found = this.router.find(item);
      if (found === undefined || context === undefined) throw noRoute(item);
      turn = queues.next(thingsOf(this.cluster.state, item, found.params));
      const before = found.route.isPipelined ? turn.afterDecided : turn.afterDone;
      if (before !== undefined) await before;
      return await this.carryOut(found, { context, turn, body: item.body });
    } catch (error) {
      const problem: Problem = this.defects.problemOf(error, item.path);
      return { status: problem.status, body: problem };
    } finally {
      turn?.done();
    }
  }

  private async carryOut(
    found: FoundRoute,
    { context, turn, body: raw }: Readonly<{ context: RequestContext; turn: Turn; body: unknown }>,
  ): Promise<Result> {
    const { isPipelined, status: success } = found.route;
    const decided = isPipelined ? turn.decided.bind(turn) : undefined;
    const inTurn = { ...context, caller: { ...context.caller, decided } };
    const body = await this.router.carryOut(this.commands, found, { context: inTurn, body: raw });
    const { status = success, location } = context.reply;
    return { status, ...(location !== undefined && { location }), body };
  }
}
