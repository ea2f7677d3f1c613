import 'reflect-metadata';

import { type Type } from '@nestjs/common';
import { type Command, type Query } from '@nestjs/cqrs';

import { HANDLERS } from '../handlers.js';
import { KeySealer } from '../keys/key-sealer.js';
import { RunningCluster } from '../running-cluster.js';
import { CommandMetrics } from './command-metrics.js';

/** A class that can be injected: also an abstract one, which stands for what is given. */
type Token = abstract new (...given: never[]) => object;

type Handler = Readonly<{ execute: (message: object) => Promise<unknown> }>;

/** The keys under which the decorators of `@nestjs/cqrs` note the message of a handler. */
const OF_HANDLERS = ['__commandHandler__', '__queryHandler__'] as const;

/** The handler of each message, by the class of the message. */
const HANDLER_OF: ReadonlyMap<unknown, Type<object>> = new Map(
  HANDLERS.flatMap((handler) =>
    OF_HANDLERS.flatMap((key) => {
      const message: unknown = Reflect.getMetadata(key, handler);
      return message === undefined ? [] : [[message, handler] as const];
    }),
  ),
);

/** The parts of a server that use cases act on. */
export type UseCaseParts = Readonly<{
  cluster: RunningCluster;
  metrics: Pick<CommandMetrics, keyof CommandMetrics>;
  sealer: Pick<KeySealer, keyof KeySealer>;
}>;

/** The use cases on one cluster, such as a fork. They are the classes that Nest makes for a server. */
export class UseCases {
  private readonly made: Map<Token, object>;

  constructor({ cluster, metrics, sealer }: UseCaseParts) {
    this.made = new Map<Token, object>([
      [RunningCluster, cluster],
      [CommandMetrics, metrics],
      [KeySealer, sealer],
    ]);
  }

  /** Executes a command, or answers a query. */
  async execute<Result>(message: Command<Result> | Query<Result>): Promise<Result> {
    const handler = HANDLER_OF.get(message.constructor);
    if (handler === undefined) throw new Error(`no handler of ${message.constructor.name}`);
    const made = this.instanceOf(handler) as Handler;
    // The handler is the one that was declared for the class of the message.
    return (await made.execute(message)) as Result;
  }

  /** The instance of a class; made with what its constructor takes at the first call. */
  private instanceOf(token: Token): object {
    const known = this.made.get(token);
    if (known !== undefined) return known;
    const types = (Reflect.getMetadata('design:paramtypes', token) ?? []) as readonly Token[];
    const made = new (token as Type<object>)(...types.map((type) => this.instanceOf(type)));
    this.made.set(token, made);
    return made;
  }
}
