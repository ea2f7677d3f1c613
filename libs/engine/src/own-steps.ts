import { type ClusterState } from '#domain';
import {
  StoreUnavailable,
  uuidV5,
  type EventStore,
  type Executor,
  type Metadata,
} from '#event-store';
import {
  executeStep,
  executeCommand,
  PROCESSES_ACTOR,
  type BackupWork,
  type DueStep,
} from '#processes';

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
  /** Carries out, or begins, work of the schedule of backups. Resolves with the number of events. */
  backupWork: (work: BackupWork, metadata: Metadata) => Promise<number>;
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
      { metadata: metadataOf('FormCluster', { operation: id, causation: undefined }) },
    );
  }

  /**
   * Executes a step of a process; returns the number of events that it wrote.
   *
   * @throws StoreUnavailable while another process holds the lease
   */
  async execute(step: DueStep): Promise<number> {
    if (!this.place.leadership.isHeld)
      throw new StoreUnavailable('another process holds the lease');
    const { cause, command } = step;
    const operation =
      step.operation ?? cause?.operation ?? uuidV5(step.id, `uncaused:${command.type}`);
    const metadata = metadataOf(command.type, { operation, causation: cause?.eventId });
    if (step.kind === 'backup-work') return this.place.backupWork(step, metadata);
    const rule = step.rule === undefined ? {} : { rule: step.rule };
    return executeStep(this.place, step, { metadata: { ...metadata, ...rule } });
  }
}

/** Without a cause, the command is its own beginning, like that of a request. */
const metadataOf = (
  type: string,
  { operation, causation }: Readonly<{ operation: string; causation: string | undefined }>,
): Metadata => {
  const id = uuidV5(operation, `step:${type}`);
  return {
    actor: PROCESSES_ACTOR,
    authentication: 'none',
    command: { id, type },
    operation,
    causation: causation ?? id,
  };
};
