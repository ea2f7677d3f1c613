import { type CheckpointRef, type DomainEvent, type ResourceId, type ClusterState } from '#domain';
import { type Fold } from '#event-store';
import { ReadModelDamaged, type ReadModels } from '#read-models';
import { hashKey } from '#registry';

type Sources = Readonly<{
  clusterState: ClusterState;
  fold: Pick<Fold, 'position'>;
  reads: Pick<ReadModels, 'position' | 'reached' | 'contents'>;
  parts: Readonly<{ onDefect: (error: unknown, where: string) => void }>;
}>;

type AskedCapture = CheckpointRef & Readonly<{ number: number | undefined }>;

/** The events after which a process needs the content of the last captures. */
const NEEDS: ReadonlySet<string> = new Set(['RegistryCheckpointCaptured', 'ResourceOnlinePending']);

/**
 * Gives the fold the contents that it lacks. A capture that repeats an older one is only a number
 * in the fold; the read model knows the content of the older one.
 */
export class CaptureResolver {
  constructor(
    private readonly sources: Sources,
    /** Makes the processes look at an event again. */
    private readonly again: (domainEvent: DomainEvent) => void,
  ) {}

  /** Resolves when the fold has every content that the read model knows. */
  resolveAll(): Promise<void> {
    return this.learn(this.sources.clusterState.unknownContents());
  }

  /** Notes an event that was just folded. */
  observe(domainEvent: DomainEvent): void {
    if (domainEvent.kind !== 'resource' || !NEEDS.has(domainEvent.event.type)) return;
    const id = domainEvent.id as ResourceId;
    const missing = this.unknownOf(id);
    if (missing.length === 0) return;
    this.learn(missing).then(
      () => {
        this.again(domainEvent);
      },
      (error: unknown) => {
        this.sources.parts.onDefect(error, `content of a capture of resource ${id}`);
      },
    );
  }

  private unknownOf(resource: ResourceId): readonly CheckpointRef[] {
    const { clusterState } = this.sources;
    const state = clusterState.openResource(resource);
    if (state === undefined) return [];
    return [...state.checkpoints.keys()]
      .filter((checkpoint) => clusterState.content(checkpoint)?.key === 'unknown')
      .map((checkpoint) => ({ resource, checkpoint }));
  }

  /** Reads the missing contents. Waits for a damaged read model until it is rebuilt. */
  private async learn(missing: readonly CheckpointRef[]): Promise<void> {
    if (missing.length === 0) return;
    const { clusterState, fold, reads } = this.sources;
    const asked = missing.map((ref) => ({
      ...ref,
      number: clusterState.content(ref.checkpoint)?.number,
    }));
    await reads.reached(fold.position ?? reads.position);
    try {
      for (const capture of asked) this.resolve(capture);
    } catch (error) {
      if (!(error instanceof ReadModelDamaged)) throw error;
      await this.learn(missing);
    }
  }

  /**
   * @throws Error if the content does not match the hash of the capture
   */
  private resolve({ resource, checkpoint, number: asked }: AskedCapture): void {
    const { clusterState, reads } = this.sources;
    const state = clusterState.openResource(resource);
    const known = state?.checkpoints.get(checkpoint);
    // A later capture is looked up at its own event.
    if (known === undefined || known.captures !== asked) return;
    const { captures: number, effectiveKey, hash } = known;
    const key = reads.contents.of({ checkpoint, number }, effectiveKey, reads.position);
    if (hashKey(key) !== hash)
      throw new Error(`capture ${number} of checkpoint ${checkpoint} is not in the read model`);
    clusterState.learnContent(checkpoint, { number, key });
  }
}
