import { type ClusterState } from '#domain';
import {
  StoreUnavailable,
  uuidV5,
  type EventStore,
  type Executor,
  type Metadata,
} from '#event-store';
import { executeStep, executeCommand, PROCESSES_ACTOR, type Step, type Trigger } from '#processes';

const RESOURCE_TYPES = [
  'Generic Service',
  'Generic Application',
  'Network Name',
  'Physical Disk',
] as const;

type StepParts = Readonly<{
  clusterState: ClusterState;
  executor: Executor;
  store: EventStore;
  cluster: string;
  leadership: Readonly<{ isHeld: boolean }>;
}>;

/**
 * Executes the commands that the cluster sends to itself. The operation tells which request caused
 * a command.
 */
export class OwnSteps {
  constructor(
    private readonly place: StepParts,
    private readonly newId: () => string,
  ) {}

  /** Writes the first events of an empty log. */
  async form(): Promise<void> {
    const { clusterState, cluster } = this.place;
    if (clusterState.cluster.status === 'formed') return;
    const id = this.newId();
    const data = { name: cluster, logId: this.newId(), types: RESOURCE_TYPES };
    await executeCommand(
      this.place,
      { kind: 'cluster', id: cluster, command: { type: 'FormCluster', data } },
      { metadata: metadataOf('FormCluster', { operation: id, causation: id }) },
    );
  }

  /**
   * Executes a step of a process; returns the number of events that it wrote.
   *
   * @throws StoreUnavailable while another process holds the lease
   */
  async execute(step: Step, trigger: Trigger | undefined): Promise<number> {
    if (!this.place.leadership.isHeld)
      throw new StoreUnavailable('another process holds the lease');
    const operation =
      step.operation ?? trigger?.operation ?? uuidV5(step.id, `recovered:${step.command.type}`);
    const causation = trigger?.causation ?? operation;
    const metadata = metadataOf(step.command.type, { operation, causation });
    const rule = step.rule === undefined ? {} : { rule: step.rule };
    return executeStep(this.place, step, { metadata: { ...metadata, ...rule } });
  }
}

const metadataOf = (type: string, { operation, causation }: Trigger): Metadata => ({
  actor: PROCESSES_ACTOR,
  authentication: 'none',
  command: { id: uuidV5(operation, `step:${type}`), type },
  operation,
  causation,
});
