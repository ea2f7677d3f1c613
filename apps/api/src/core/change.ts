import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError, type StatusName } from '#clusapi';
import { type GroupId, type NodeId } from '#domain';
import { type Collection, type Receipt } from '#event-store';
import { perform, type Addressed } from '#processes';

import { Metrics } from '../metrics/metrics.js';
import { Engine } from './engine.js';
import { badRequest, HttpProblem } from './http-problem.js';
import { Idempotency } from './idempotency.js';
import { type Outcome } from './outcome.js';
import { type RequestContext } from './request.js';
import { directoryOf } from './resolve.js';

/** What a request promises to be so when it is answered, and which streams may make it so. */
export type Promised = Readonly<{ streams: readonly string[]; holds: () => boolean }>;

/** Commands for aggregates, in order, and what they promise. */
export type Intent = Readonly<{
  /** Asked for when it is their turn, so that they are about what is and not about what was. */
  commands: () => Iterable<Addressed>;
  /** Asked for once all commands are carried out. */
  promise?: () => Promised;
  /** Why the request is answered as a refusal although it was carried out. */
  verdict?: (outcome: Outcome) => ClusterError | undefined;
  /** Refuses, by throwing, on the very state that a command is decided on. */
  guard?: (state: unknown, addressed: Addressed) => void;
  /** The revision that an If-Match is about, of the very state that is decided on. */
  revision?: (state: unknown) => number | undefined;
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
    private readonly metrics: Metrics,
  ) {}

  /** What its operation writes is noted from before it is looked for among what was done earlier. */
  async execute(change: Change): Promise<Outcome> {
    const collection = this.engine.fold.collect(change.context.operation);
    try {
      return await this.idempotency.once(change.context, () => this.carryOut(change, collection));
    } finally {
      collection.dispose();
    }
  }

  private async carryOut({ intent, context }: Change, collection: Collection): Promise<Outcome> {
    const { commands, promise } = intent;
    const isExpected = guardOf(intent, context);
    const written = new Set<string>();
    const queue = commands()[Symbol.iterator]();
    for (let next = queue.next(); next.done !== true;) {
      const command = next.value;
      const guard = (state: unknown): void => {
        this.idempotency.requireAlone(context, collection.refs(), written);
        isExpected(state);
        intent.guard?.(state, command);
      };
      this.requireWritable(command);
      const performing = this.perform(command, { context, guard });
      const ahead = context.decided && lookAhead(queue, performing, context.decided);
      for (const { id } of (await performing).events) written.add(id);
      next = ahead ?? queue.next();
    }
    const isDone = promise === undefined || (await this.keep(promise(), context));
    if (this.engine.world.sealedKeys.toErase.size > 0)
      await this.engine.erase(context.metadata('EraseKey'));
    const events = [...collection.refs()];
    const { world, now } = this.engine;
    return { events, isDone, world, now, isRepeat: false };
  }

  private requireWritable({ command }: Addressed): void {
    const { cluster } = this.engine.world;
    if (command.type === 'SetServerState') return;
    if (cluster.status === 'formed' && cluster.serverState !== 'read-write')
      throw new ClusterError('ERROR_SHARING_PAUSED', `the cluster is ${cluster.serverState}`);
  }

  /**
   * A group that is busy is waited for, and a node that is being evicted: what they are busy with ends
   * by itself.
   */
  private async perform(
    addressed: Addressed,
    { context, guard }: { context: RequestContext; guard: (state: unknown) => void },
  ): Promise<Receipt> {
    const { signal, metadata } = context;
    const behalf = { metadata: metadata(addressed.command.type), signal, guard };
    for (;;) {
      try {
        const receipt = await perform(this.engine, addressed, behalf);
        this.metrics.commanded(addressed.command.type, '0');
        return receipt;
      } catch (error) {
        if (await this.wasBusy(error, addressed, context)) continue;
        this.metrics.commanded(addressed.command.type, statusOf(error));
        throw error;
      }
    }
  }

  /** Whether a command was refused for what has ended now. */
  private wasBusy(error: unknown, { id }: Addressed, context: RequestContext): Promise<boolean> {
    const status = error instanceof ClusterError ? error.status : undefined;
    if (status === 'ERROR_CLUSTER_GROUP_BUSY') return this.untilIdle(id as GroupId, context);
    return status === 'ERROR_CLUSTER_NODE_SHUTTING_DOWN'
      ? this.untilStays(id as NodeId, context)
      : Promise.resolve(false);
  }

  /** @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND for one that has left */
  private async untilStays(id: NodeId, context: RequestContext): Promise<boolean> {
    const { engine } = this;
    const isListed = (): boolean => directoryOf(engine.world).nodes.has(id);
    const holds = (): boolean => {
      const node = engine.world.node(id);
      return node.status === 'absent' || node.leaving === undefined || !isListed();
    };
    const streams = [engine.stream('node', id), engine.stream('cluster', engine.cluster)];
    const hasEnded = await this.keep({ streams, holds }, context);
    if (hasEnded && !isListed())
      throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `no such node: ${id}`);
    return hasEnded;
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

/**
 * The next command, asked for before the one under way is durable. After the last one, everything is
 * decided and in line for its stream: the commands behind it find it there.
 */
const lookAhead = (
  queue: Iterator<Addressed>,
  performing: Promise<unknown>,
  decided: () => void,
): IteratorResult<Addressed> => {
  // It is awaited, unless the queue throws: then that is what the request fails with.
  performing.catch(() => undefined);
  const next = queue.next();
  if (next.done === true) decided();
  return next;
};

/**
 * Compares the revision a caller saw last with the one that is decided on.
 *
 * @throws HttpProblem 400 when there is nothing that an If-Match could be about
 */
const guardOf = ({ revision }: Intent, { ifMatch }: RequestContext): ((state: unknown) => void) => {
  if (ifMatch === undefined) return () => undefined;
  if (revision === undefined)
    throw badRequest('/headers/if-match', 'what this request changes has no ETag');
  return (state) => {
    const actual = revision(state);
    if (actual === ifMatch) return;
    const is = actual === undefined ? 'it is not there' : `it is at "${actual}"`;
    throw new HttpProblem(412, 'moved', {
      detail: `If-Match is "${ifMatch}", ${is}`,
      errors: [{ pointer: '/headers/if-match', detail: is }],
    });
  };
};

/** Of a cluster, a group or a resource: the revision of its last configuration event, which is its ETag. */
export const configuredAt = (state: unknown): number | undefined =>
  (state as { configuredAt?: number }).configuredAt;

/** Refuses what is closed already: the processes close twice what a caller may close once. */
export const requireOpen =
  (status: StatusName, message: string): NonNullable<Intent['guard']> =>
  (state) => {
    if ((state as { status: string }).status === 'closed') throw new ClusterError(status, message);
  };

/** What a command that was not carried out is counted as. */
const statusOf = (error: unknown): string => {
  if (error instanceof ClusterError) return String(error.code);
  return error instanceof HttpProblem ? `http-${error.status}` : 'unavailable';
};
