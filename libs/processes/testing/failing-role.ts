import { ClusterError } from '#clusapi';
import {
  type GroupId,
  type NodeId,
  type OpenResource,
  type OperationId,
  type ResourceId,
  type ResourceProperties,
} from '#domain';
import { InMemoryEventStore, type EventStore } from '#event-store';

import { ManualClock } from './manual-clock.js';
import { idOf, SimulatedCluster } from './simulated-cluster.js';

/**
 * The way in which a resource fails: a restore, a supervisor's silence, its report, or a command.
 */
export type Way = 'restore' | 'timeout' | 'report' | 'fail';

export type FailingPlan = Readonly<{
  way: Way;
  nodes: readonly string[];
  /** The nodes on which the resource fails. */
  failsOn: readonly string[];
  properties?: Partial<ResourceProperties>;
}>;

const ROLE = 'app';
const KEY = 'SOFTWARE\\Contoso\\App';
const GROUP = idOf(`group ${ROLE}`) as GroupId;
const RESOURCE = idOf(`resource ${ROLE}`) as ResourceId;

/** The time after which a silent supervisor counts as failed. */
export const SILENCE_MS = 1000;

const propertiesOf = ({ way, properties }: FailingPlan): Partial<ResourceProperties> => ({
  ...(way === 'restore' && { onRestoreFailure: 'failResource' }),
  ...((way === 'timeout' || way === 'report') && { handler: 'external' }),
  ...(way === 'timeout' && { pendingTimeout: SILENCE_MS }),
  ...properties,
});

/** A group of one resource that fails on some nodes, and runs on the others. */
export class FailingRole {
  readonly resource = RESOURCE;
  readonly group = GROUP;
  /** The time of the last event. */
  lastEventAt = 0;

  private constructor(
    readonly cluster: SimulatedCluster,
    readonly plan: FailingPlan,
  ) {}

  static async form(plan: FailingPlan): Promise<FailingRole> {
    const store = new InMemoryEventStore((): Date => new Date(cluster.clock.now()));
    const cluster: SimulatedCluster = new SimulatedCluster(store);
    await cluster.form([ROLE], plan.nodes);
    const [first = ''] = plan.nodes;
    await cluster.edit(first, [{ op: 'create-key', key: KEY }]);
    if (plan.way === 'restore') {
      await cluster.addCheckpoint(ROLE, KEY);
      for (const name of plan.failsOn)
        await cluster.onNode(name, { type: 'HoldRegistry', data: { key: KEY, holder: 'x' } });
    }
    await cluster.onResource(ROLE, { type: 'ConfigureResource', data: propertiesOf(plan) });
    return new FailingRole(cluster, plan).watching();
  }

  /** Another process continues with a log, at an instant. */
  static async resume(plan: FailingPlan, store: EventStore, now: number): Promise<FailingRole> {
    const cluster = new SimulatedCluster(store, `from ${now} `, new ManualClock(now));
    await cluster.start();
    const role = new FailingRole(cluster, plan).watching();
    await role.settle();
    return role;
  }

  private watching(): this {
    this.cluster.fold.onDomainEvent(() => {
      this.lastEventAt = this.cluster.clock.now();
    });
    return this;
  }

  async online(how?: object): Promise<void> {
    await this.cluster.begin(ROLE, 'online', how);
    await this.settle();
  }

  async move(to: string): Promise<void> {
    await this.cluster.beginMove(ROLE, to);
    await this.settle();
  }

  /** Kills the process, and starts the next one after a while. */
  async killed(downFor: number): Promise<FailingRole> {
    const now = this.cluster.clock.now() + downFor;
    await this.cluster.stop();
    const { store } = this.cluster;
    return FailingRole.resume(this.plan, store, now);
  }

  pass(milliseconds: number): Promise<void> {
    return this.cluster.clock.pass(milliseconds, () => this.settle());
  }

  /** Resolves when neither the cluster nor the simulated programs have a step now. */
  async settle(): Promise<void> {
    do await this.cluster.runner.idle();
    while (await this.act());
  }

  get state(): OpenResource {
    const resource = this.cluster.clusterState.resource(RESOURCE);
    if (resource.status !== 'open') throw new Error('the resource is not open');
    return resource;
  }

  node(name: string): NodeId {
    return idOf(name) as NodeId;
  }

  /** The name of the node that owns the group. */
  get owner(): string {
    const group = this.cluster.clusterState.group(GROUP);
    if (group.status !== 'open') throw new Error('the group is not open');
    return this.plan.nodes.find((name) => idOf(name) === group.owner) ?? group.owner;
  }

  /** The number of events of each type. */
  async count(...types: readonly string[]): Promise<readonly number[]> {
    const log = await this.cluster.log();
    return types.map((type) => log.filter(({ event }) => event.type === type).length);
  }

  /** The nodes that owned the group, in order. */
  async path(): Promise<string> {
    const moves = (await this.cluster.log()).flatMap(({ event }) =>
      event.type === 'GroupOwnerChanged' ? [(event.data as { to: string }).to] : [],
    );
    const names = moves.map((id) => this.plan.nodes.find((name) => idOf(name) === id));
    return [this.plan.nodes[0], ...names].join(' ');
  }

  /** The next report of the supervisor, or the next command of the operator; false for none. */
  private async act(): Promise<boolean> {
    const { way, failsOn } = this.plan;
    const fails = failsOn.includes(this.owner);
    if (way === 'fail' && fails && this.state.state === 'Online')
      return this.did({ type: 'FailResource', data: this.said() });
    if (!this.isAsked || (fails && way !== 'report')) return false;
    const state = fails ? 'Failed' : 'Online';
    return this.did({ type: 'ReportResource', data: { ...this.said(), state } });
  }

  /** True while the group waits for a supervisor. */
  private get isAsked(): boolean {
    const { state, properties } = this.state;
    return state === 'OnlinePending' && properties.handler === 'external';
  }

  private said() {
    const operation = idOf('report') as OperationId;
    const nodeRevision = this.cluster.clusterState.revision('node', idOf(this.owner));
    return { operation, nodeRevision, reason: 'test', at: this.cluster.clock.now() };
  }

  private async did(command: Parameters<SimulatedCluster['onResource']>[1]): Promise<boolean> {
    try {
      await this.cluster.onResource(ROLE, command);
      return true;
    } catch (error) {
      if (error instanceof ClusterError) return false;
      throw error;
    }
  }
}
