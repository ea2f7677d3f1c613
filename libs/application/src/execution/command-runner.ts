import { Injectable } from '@nestjs/common';

import { ClusterError } from '#clusapi';
import { streamName, type GroupId, type NodeId } from '#domain';
import { type OperationEvents, type Receipt } from '#event-store';
import { type CommandEnvelope } from '#processes';

import { metadataOf, type Caller } from '../caller.js';
import { directoryOf } from '../names.js';
import { malformed, moved, RequestRefusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { Appends } from './appends.js';
import { CommandMetrics } from './command-metrics.js';
import { type CommandPlan, type WaitCondition } from './command-plan.js';
import { Idempotency } from './idempotency.js';
import { type Changed, type Outcome } from './outcome.js';
import { requireWritable } from './require-writable.js';

/** The caller of a command, the name that its events give it, and its conditions. */
type Executing = Readonly<{
  caller: Caller;
  name: string | undefined;
  guard: (state: unknown) => void;
}>;

/**
 * Executes the command plans of use cases: once for each Idempotency-Key, and until the wait
 * condition holds.
 */
@Injectable()
export class CommandRunner {
  private readonly appends = new Appends();

  constructor(
    private readonly cluster: RunningCluster,
    private readonly idempotency: Idempotency,
    private readonly metrics: CommandMetrics,
  ) {}

  /**
   * @throws ClusterError if an aggregate refuses a command, or the operation ended as a refusal
   * @throws RequestRefusal for a stale If-Match, or a key that is in use
   */
  async run<Subject extends object>(
    plan: CommandPlan,
    caller: Caller,
    subject: Subject,
  ): Promise<Changed<Subject>> {
    const outcome = await this.once(plan, caller);
    const error = outcome.isDone ? plan.outcomeError?.(outcome) : undefined;
    if (error !== undefined) throw error;
    return { ...outcome, subject };
  }

  /**
   * Collects the events of the operation before it looks for earlier ones, so that it misses none.
   */
  private async once(plan: CommandPlan, caller: Caller): Promise<Outcome> {
    const collection = this.cluster.log.collect(caller.operation);
    try {
      return await this.idempotency.once(caller, async () => {
        await plan.prepare?.();
        return this.carryOut(plan, caller, collection);
      });
    } finally {
      collection.dispose();
    }
  }

  private async carryOut(
    plan: CommandPlan,
    caller: Caller,
    collection: OperationEvents,
  ): Promise<Outcome> {
    const isExpected = revisionGuard(plan, caller);
    const written = new Set<string>();
    const queue = plan.commands()[Symbol.iterator]();
    for (let next = queue.next(); next.done !== true;) {
      const command = next.value;
      const guard = (state: unknown): void => {
        this.requireWritable(command);
        this.idempotency.requireAlone(caller, collection.refs(), written);
        isExpected(state);
        plan.guard?.(state, command);
      };
      this.requireWritable(command);
      const performing = this.execute(command, { caller, name: plan.type, guard });
      const ahead = caller.decided && lookAhead(queue, performing, caller.decided);
      for (const { id } of (await performing).events) written.add(id);
      if (ahead === undefined) await plan.between?.();
      next = ahead ?? queue.next();
    }
    const { state, commands } = this.cluster;
    const isDone = await this.isDone(plan, caller);
    if (state.sealedKeys.toErase.size > 0)
      await commands.eraseUnused(metadataOf(caller, 'EraseKey'));
    const events = [...collection.refs()];
    return { events, isDone, state, now: this.cluster.now, isRepeat: false };
  }

  private async isDone({ isAfterAppends, until }: CommandPlan, caller: Caller): Promise<boolean> {
    if (isAfterAppends === true && !(await this.appends.settled(caller.deadline))) return false;
    return until === undefined || this.waitFor(until(), caller);
  }

  /**
   * Allows a command if the folded cluster is read-write when the command is decided. The cluster's
   * own stream makes this decision itself.
   */
  private requireWritable({ kind }: CommandEnvelope): void {
    if (kind !== 'cluster') requireWritable(this.cluster.state);
  }

  /**
   * Waits for a busy group, a member that is being deleted, and a node that is being evicted: each
   * of these ends by itself.
   */
  private async execute(
    envelope: CommandEnvelope,
    { caller, name, guard }: Executing,
  ): Promise<Receipt> {
    const { type } = envelope.command;
    const context = { metadata: metadataOf(caller, name ?? type), signal: caller.deadline, guard };
    for (;;) {
      try {
        const performing = this.cluster.commands.execute(envelope, context);
        const receipt = await this.appends.during(performing);
        this.metrics.countCommand(type, '0');
        return receipt;
      } catch (error) {
        if (await this.hasObstacleEnded(error, envelope, caller)) continue;
        this.metrics.countCommand(type, statusOf(error));
        throw error;
      }
    }
  }

  /** True if the reason of the refusal has ended meanwhile. */
  private hasObstacleEnded(
    error: unknown,
    { id }: CommandEnvelope,
    caller: Caller,
  ): Promise<boolean> {
    const status = error instanceof ClusterError ? error.status : undefined;
    if (status === 'ERROR_CLUSTER_GROUP_BUSY') return this.untilIdle(id as GroupId, caller);
    return status === 'ERROR_CLUSTER_NODE_SHUTTING_DOWN'
      ? this.untilEvictionDecided(id as NodeId, caller)
      : Promise.resolve(false);
  }

  /**
   * Waits until an eviction of the node is decided.
   *
   * @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND if the node was evicted
   */
  private async untilEvictionDecided(id: NodeId, caller: Caller): Promise<boolean> {
    const { state, name } = this.cluster;
    const isListed = (): boolean => directoryOf(state).nodes.has(id);
    const holds = (): boolean => {
      const node = state.presentNode(id);
      return node?.leaving === undefined || !isListed();
    };
    const streams = [streamName(name, 'node', id), streamName(name, 'cluster', name)];
    const hasEnded = await this.waitFor({ streams, holds }, caller);
    if (hasEnded && !isListed())
      throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `no such node: ${id}`);
    return hasEnded;
  }

  private untilIdle(id: GroupId, caller: Caller): Promise<boolean> {
    const holds = (): boolean => {
      const group = this.cluster.state.group(id);
      return group.status !== 'open' || (group.operation === undefined && group.leaving.size === 0);
    };
    const streams = [streamName(this.cluster.name, 'group', id)];
    return this.waitFor({ streams, holds }, caller);
  }

  private async waitFor({ streams, holds }: WaitCondition, { deadline }: Caller): Promise<boolean> {
    try {
      await this.cluster.log.until(streams, holds, deadline);
      return true;
    } catch (error) {
      if (deadline.aborted) return false;
      throw error;
    }
  }
}

/**
 * Takes the next command before the current one is durable. After the last one, all commands are
 * decided and in line for their streams, so that commands of later requests come behind them.
 */
const lookAhead = (
  queue: Iterator<CommandEnvelope>,
  performing: Promise<unknown>,
  decided: () => void,
): IteratorResult<CommandEnvelope> => {
  // The caller awaits this promise, unless the queue throws: then the request fails with that
  // error.
  performing.catch(() => undefined);
  const next = queue.next();
  if (next.done === true) decided();
  return next;
};

/**
 * Compares the revision that the caller saw last with the one that is decided on.
 *
 * @throws RequestRefusal if the changed thing has no ETag
 */
const revisionGuard = (
  { revision }: CommandPlan,
  { ifMatch }: Caller,
): ((state: unknown) => void) => {
  if (ifMatch === undefined) return () => undefined;
  if (revision === undefined)
    throw malformed('/headers/if-match', 'the thing that this request changes has no ETag');
  return (state) => {
    const actual = revision(state);
    if (actual !== ifMatch) throw moved(ifMatch, actual);
  };
};

/** The label under which a failed command is counted. */
const statusOf = (error: unknown): string => {
  if (error instanceof ClusterError) return String(error.code);
  if (!(error instanceof RequestRefusal)) return 'unavailable';
  return error.kind === 'moved' ? 'http-412' : 'http-409';
};
