import { ClusterState, toDomainEvent, type CheckpointId, type ResourceId } from '#domain';
import { reasonOf, type Recorded } from '#event-store';
import { hashKey } from '#registry';

import { type Fault } from '../task-context.js';

type Captured = Readonly<{ checkpoint: CheckpointId; number: number; hash: string }>;

/** A capture that repeats one so old that only the log has its content. */
export type RepeatedCapture = Readonly<{
  captured: Captured;
  recorded: Pick<Recorded, 'id' | 'stream' | 'position'>;
  effectiveKey: string;
}>;

/** An event that the fold can't take. */
export class NotFoldable extends Error {
  override readonly name = 'NotFoldable';

  constructor(
    readonly recorded: Recorded,
    cause: unknown,
  ) {
    super(reasonOf(cause), { cause });
  }
}

/** Folds a log again, and checks each capture against its content. */
export class Refold {
  readonly clusterState = new ClusterState();
  readonly repeated: RepeatedCapture[] = [];

  constructor(private readonly cluster: string) {}

  *take(recorded: Recorded): Iterable<Fault> {
    const domainEvent = toDomainEvent(this.cluster, recorded);
    if (domainEvent === undefined) return;
    let fault: Fault | undefined;
    try {
      this.clusterState.apply(domainEvent);
      if (recorded.event.type === 'RegistryCheckpointCaptured')
        fault = this.captureFault(recorded, domainEvent.id as ResourceId);
    } catch (error) {
      // Damaged data may be applied, and have no hash.
      throw new NotFoldable(recorded, error);
    }
    if (fault !== undefined) yield fault;
  }

  private captureFault(recorded: Recorded, resource: ResourceId): Fault | undefined {
    const captured = recorded.event.data as Captured;
    const content = this.clusterState.content(captured.checkpoint);
    if (content?.number !== captured.number) return captureFault(recorded, captured, 'no content');
    if (content.key === 'unknown') {
      this.noteRepeated(recorded, captured, resource);
      return undefined;
    }
    const found = hashKey(content.key);
    return found === captured.hash ? undefined : captureFault(recorded, captured, found);
  }

  private noteRepeated(recorded: Recorded, captured: Captured, resource: ResourceId): void {
    const { checkpoints } = this.clusterState.openResource(resource) ?? {};
    const effectiveKey = checkpoints?.get(captured.checkpoint)?.effectiveKey ?? '';
    const { id, stream, position } = recorded;
    this.repeated.push({ captured, recorded: { id, stream, position }, effectiveKey });
  }
}

/** The fault of a capture whose content has another hash. */
export const captureFault = (
  { id, stream, position }: RepeatedCapture['recorded'],
  { checkpoint, number, hash }: Captured,
  found: string,
): Fault => ({
  what: 'capture',
  where: {
    ...{ position: String(position), event: id, stream },
    thing: `capture ${number} of checkpoint ${checkpoint}`,
  },
  expected: hash,
  found,
});
