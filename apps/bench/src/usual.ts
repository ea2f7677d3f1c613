import { randomUUID } from 'node:crypto';

import {
  Body,
  Controller,
  Module,
  Param,
  Patch,
  ValidationPipe,
  type DynamicModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule,
  type ICommandHandler,
} from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { resolveNode } from '#application';
import { Engine } from '#engine';

import { physicalChanges } from '../../api/src/registry/registry-changes.js';
import { ChangeRegistryBody } from '../../api/src/registry/registry.bodies.js';

class ChangeRegistry extends Command<object> {
  constructor(
    readonly node: string,
    readonly body: ChangeRegistryBody,
  ) {
    super();
  }
}

@CommandHandler(ChangeRegistry)
class ChangeRegistryHandler implements ICommandHandler<ChangeRegistry> {
  constructor(private readonly engine: Engine) {}

  async execute({ node, body }: ChangeRegistry): Promise<object> {
    const id = resolveNode(this.engine.state, node);
    const changes = physicalChanges(body.changes, '64-bit');
    const command = randomUUID();
    const { events, revision } = await this.engine.commands.execute(
      { kind: 'node', id, command: { type: 'ChangeRegistry', data: { changes } } },
      {
        metadata: {
          actor: 'bench',
          authentication: 'none',
          command: { id: command, type: 'ChangeRegistry' },
          operation: command,
          causation: command,
        },
      },
    );
    return { revision: Number(revision), events: events.map(({ id: event }) => event) };
  }
}

@Controller('v1/nodes')
class UsualController {
  constructor(private readonly commands: CommandBus) {}

  @Patch(':node/registry')
  change(@Param('node') node: string, @Body() body: ChangeRegistryBody): Promise<object> {
    return this.commands.execute(new ChangeRegistry(node, body));
  }
}

@Module({})
class UsualModule {
  static of(engine: Engine): DynamicModule {
    return {
      module: UsualModule,
      imports: [CqrsModule.forRoot()],
      controllers: [UsualController],
      providers: [{ provide: Engine, useValue: engine }, ChangeRegistryHandler],
    };
  }
}

/** The same command in the usual style: a global ValidationPipe, class-transformer, a bus. */
export const usualApp = async (engine: Engine): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(
    UsualModule.of(engine),
    new FastifyAdapter(),
    { logger: false },
  );
  app.useGlobalPipes(
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
  );
  return app;
};
