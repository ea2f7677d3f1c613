import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type GroupId } from '#domain';
import { perform, type Addressed } from '#processes';

import { Engine } from './engine.js';
import { HttpProblem } from './http-problem.js';
import { Idempotency } from './idempotency.js';
import { type Outcome } from './outcome.js';
import { type RequestContext } from './request.js';

/** What a request promises to be so when it is answered, and which streams may make it so. */
export type Promised = Readonly<{ streams: readonly string[]; holds: () => boolean }>;

/** Commands for aggregates, in order, and what they promise. */
export type Intent = Readonly<{
  /** Asked for when it is their turn, so that they are about what is and not about what was. */
  commands: () => readonly Addressed[];
  /** Asked for once all commands are carried out. */
  promise?: () => Promised;
}>;

/** Any change of the cluster. One message for all aggregates: the commands' `type` says which. */
export class Change extends Command<Outcome> {
  constructor(
    readonly intent: Intent,
    readonly context: RequestContext,
  ) {
    super();
  }
}

@CommandHandler(Change)
export class ChangeHandler implements ICommandHandler<Change> {
  constructor(
    private readonly engine: Engine,
    private readonly idempotency: Idempotency,
  ) {}

  execute(change: Change): Promise<Outcome> {
    return this.idempotency.once(change.context, () => this.carryOut(change));
  }

  private async carryOut({ intent: { commands, promise }, context }: Change): Promise<Outcome> {
    const collection = this.engine.fold.collect(context.operation);
    try {
      for (const command of commands()) {
        this.requireWritable(command);
        await this.perform(command, context);
      }
      const isDone = promise === undefined || (await this.keep(promise(), context));
      const events = [...collection.refs()];
      return { events, isDone, world: this.engine.world, isRepeat: false };
    } finally {
      collection.dispose();
    }
  }

  private requireWritable({ command }: Addressed): void {
    const { cluster } = this.engine.world;
    if (command.type === 'SetServerState') return;
    if (cluster.status === 'formed' && cluster.serverState !== 'read-write')
      throw new ClusterError('ERROR_SHARING_PAUSED', `the cluster is ${cluster.serverState}`);
  }

  /** A group that is busy is waited for: what it is busy with ends by itself. */
  private async perform(addressed: Addressed, context: RequestContext): Promise<void> {
    const { signal, metadata, ifMatch } = context;
    const behalf = {
      metadata: metadata(addressed.command.type),
      signal,
      ...(ifMatch !== undefined && { guard: guardOf(ifMatch) }),
    };
    for (;;) {
      try {
        await perform(this.engine, addressed, behalf);
        return;
      } catch (error) {
        const isBusy = error instanceof ClusterError && error.status === 'ERROR_CLUSTER_GROUP_BUSY';
        if (!isBusy || !(await this.untilIdle(addressed.id as GroupId, context))) throw error;
      }
    }
  }

  private untilIdle(id: GroupId, context: RequestContext): Promise<boolean> {
    const holds = (): boolean => {
      const group = this.engine.world.group(id);
      return group.status !== 'open' || group.operation === undefined;
    };
    return this.keep({ streams: [this.engine.stream('group', id)], holds }, context);
  }

  private async keep({ streams, holds }: Promised, { signal }: RequestContext): Promise<boolean> {
    try {
      await this.engine.fold.until(streams, holds, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}

/** Compares the revision a caller saw last with the one that is decided on. */
const guardOf =
  (expected: number) =>
  (state: unknown): void => {
    const { registryRevision, configuredAt } = state as {
      registryRevision?: number;
      configuredAt?: number;
    };
    const actual = registryRevision ?? configuredAt;
    if (actual !== undefined && actual !== expected)
      throw new HttpProblem(412, 'moved', {
        detail: `If-Match is "${expected}", it is at "${actual}"`,
        errors: [{ pointer: '/headers/if-match', detail: `it is at "${actual}"` }],
      });
  };
