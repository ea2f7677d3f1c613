import { type ClusterState } from '#domain';
import { type EventStore, type Executor, type Metadata, type Receipt } from '#event-store';
import {
  executeStep,
  executeCommand,
  type CommandEnvelope,
  type ExecutionContext,
} from '#processes';

type Parts = Readonly<{
  executor: Executor;
  store: EventStore;
  cluster: string;
  clusterState: ClusterState;
}>;

/** The commands of the cluster's aggregates, decided by this process. */
export class EngineCommands {
  constructor(private readonly parts: Parts) {}

  /** Lets the command's aggregate decide, and appends the decision. */
  execute(command: CommandEnvelope, context: ExecutionContext): Promise<Receipt> {
    return executeCommand(this.parts, command, context);
  }

  /** Erases key material that no state refers to any more. The request that released it waits. */
  async eraseUnused(metadata: Metadata): Promise<void> {
    for (const id of this.parts.clusterState.sealedKeys.toErase)
      await executeStep(
        this.parts,
        { kind: 'key', id, command: { type: 'EraseKey', data: {} } },
        { metadata },
      );
  }
}
