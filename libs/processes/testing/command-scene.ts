import { ClusterState, isErasable, type NodeId, type ResourceId } from '#domain';
import {
  Executor,
  Fold,
  InMemoryEventStore,
  type EventStore,
  type Metadata,
  type Receipt,
  type Recorded,
} from '#event-store';
import {
  clusterFold,
  executeCommand,
  executeStep,
  type CommandEnvelope,
  type Step,
} from '#processes';

import { idOf } from './simulated-cluster.js';

const CLUSTER = 'test';

/** Executes commands and steps on a log in memory, without processes. */
export class CommandScene {
  readonly a = idOf('a') as NodeId;
  readonly g = idOf('g') as never;
  readonly r = idOf('r') as ResourceId;
  readonly clusterState = new ClusterState();
  readonly store: EventStore = new InMemoryEventStore(() => new Date(0), isErasable);
  private readonly fold = new Fold(this.store, clusterFold(this.clusterState, CLUSTER));
  private readonly executor = new Executor({
    store: this.store,
    fold: this.fold,
    pause: () => Promise.resolve(),
  });
  private commands = 0;

  /** With node `a`, group `g` and resource `r`, all open. */
  static async open(): Promise<CommandScene> {
    const scene = new CommandScene();
    const { a, g, r } = scene;
    await scene.fold.start();
    await scene.run({ kind: 'node', id: a, command: { type: 'OpenNode', data: { name: 'a' } } });
    const group = { owner: a, preferredOwners: [] };
    await scene.run({ kind: 'group', id: g, command: { type: 'OpenGroup', data: group } });
    const data = { type: 't', group: g };
    await scene.run({ kind: 'resource', id: r, command: { type: 'OpenResource', data } });
    return scene;
  }

  stop(): Promise<void> {
    return this.fold.stop();
  }

  /** @param guard refuses the command */
  run(envelope: CommandEnvelope, guard?: (state: unknown) => void): Promise<Receipt> {
    return executeCommand(this.place, envelope, { ...this.context(), ...(guard && { guard }) });
  }

  onResource(command: Extract<CommandEnvelope, { kind: 'resource' }>['command']): Promise<Receipt> {
    return this.run({ kind: 'resource', id: this.r, command });
  }

  /** Resolves with the number of written events. */
  step(step: Omit<Step, 'cause'>): Promise<number> {
    return executeStep(this.place, step as Step, this.context());
  }

  seal(id: string): Promise<Receipt> {
    const data = { sealed: `sealed ${id}` };
    return this.run({ kind: 'key', id, command: { type: 'SealKey', data } });
  }

  async log(): Promise<readonly Recorded[]> {
    const all: Recorded[] = [];
    for await (const recorded of this.store.readLog()) all.push(recorded);
    return all;
  }

  async last(): Promise<Recorded | undefined> {
    return (await this.log()).at(-1);
  }

  private get place() {
    const { executor, store, clusterState } = this;
    return { executor, store, clusterState, cluster: CLUSTER };
  }

  private context(): { metadata: Metadata } {
    this.commands += 1;
    const id = idOf(`command ${this.commands}`);
    const command = { id, type: 'test' };
    const operation = idOf('request');
    return {
      metadata: { actor: 'test', authentication: 'none', command, operation, causation: id },
    };
  }
}
