import { type BackupRestore, type ClusterState, type DomainEvent, type NodeId } from '#domain';
import { type Fold } from '#event-store';
import { ReadModelDamaged, restoreTargetAt, type ReadModels, type TreeAt } from '#read-models';

type Sources = Readonly<{
  clusterState: ClusterState;
  fold: Pick<Fold, 'position'>;
  reads: ReadModels;
  parts: Readonly<{ onDefect: (error: unknown, where: string) => void }>;
}>;

/** Tells the fold what a restore of a backup wants: only the read model has the cluster of then. */
export class TargetResolver {
  private underWay = 0;

  constructor(
    private readonly sources: Sources,
    /** Makes the processes look at an event again. */
    private readonly again: (domainEvent: DomainEvent) => void,
  ) {}

  /** True while a target is being read. */
  get isBusy(): boolean {
    return this.underWay > 0;
  }

  /** Resolves when the target of a restore that is under way is known. */
  async resolve(): Promise<void> {
    const { cluster, target } = this.sources.clusterState;
    const restoring = cluster.status === 'formed' ? cluster.restoring : undefined;
    if (restoring === undefined || target.of(restoring.operation) !== undefined) return;
    this.underWay += 1;
    try {
      await this.learn(restoring);
    } finally {
      this.underWay -= 1;
    }
  }

  /** Notes an event that was just folded. */
  observe(domainEvent: DomainEvent): void {
    if (domainEvent.event.type !== 'BackupRestoreStarted') return;
    this.resolve().then(
      () => {
        this.again(domainEvent);
      },
      (error: unknown) => {
        this.sources.parts.onDefect(error, 'the target of a restore');
      },
    );
  }

  /** Waits for a damaged read model until it is rebuilt. */
  private async learn(restoring: BackupRestore): Promise<void> {
    const { clusterState, fold, reads } = this.sources;
    await reads.reached(fold.position ?? reads.position);
    try {
      const target = restoreTargetAt(reads, restoring.cut, (node) => this.presentTree(node));
      clusterState.target.learn(restoring.operation, target);
    } catch (error) {
      if (!(error instanceof ReadModelDamaged)) throw error;
      await this.learn(restoring);
    }
  }

  /** The registry of a node, if the read model is as far as the fold. */
  private presentTree(node: NodeId): TreeAt | undefined {
    const { clusterState, fold, reads } = this.sources;
    const tree = clusterState.presentNode(node)?.registry;
    if (tree === undefined || fold.position !== reads.position) return undefined;
    return { tree, at: Number(reads.position) };
  }
}
