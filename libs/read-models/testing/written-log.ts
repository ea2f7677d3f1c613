import { streamName, type ResourceEvent } from '#domain';
import { InMemoryEventStore, toPosition, uuidV5, type Position, type Recorded } from '#event-store';
import { type RegistryChange } from '#registry';
import { idOf } from '#testing/processes';

import { type OneThreadOptions } from '../src/read-model-options.js';
import { ReadModels } from '../src/read-models.js';

const CLUSTER = 'test';

type Kind = 'cluster' | 'node' | 'group' | 'resource';

/** The parts of an event that a test sets beside its data. */
export type About = Readonly<{
  actor?: string;
  operation?: string;
  causation?: string;
  rule?: 'R1' | 'R2' | 'R3' | 'R6';
}>;

/** The id, revision and position of an event that was written. */
export type Written = Readonly<{ id: string; revision: number; position: Position }>;

type Captured = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** A log that a test writes by hand, event by event. The ids of things are their names. */
export class WrittenLog {
  readonly store = new InMemoryEventStore(() => new Date(1_000_000 + this.count));
  private count = 0;
  private readonly revisions = new Map<string, number>();
  private readonly waiting: Promise<unknown>[] = [];

  /** Writes the next event of a thing's stream. */
  write(
    kind: Kind,
    name: string,
    event: { type: string; data: object },
    about: About = {},
  ): Written {
    const stream = streamName(CLUSTER, kind, kind === 'cluster' ? CLUSTER : idOf(name));
    const revision = (this.revisions.get(stream) ?? -1) + 1;
    this.count += 1;
    const id = uuidV5(idOf('written'), `${stream} ${revision}`);
    const { actor = 'test', operation = `operation ${this.count}`, causation, rule } = about;
    const command = { id: idOf(`command ${this.count}`), type: 'Test' };
    const metadata = {
      actor,
      authentication: 'none',
      command,
      operation: idOf(operation),
      causation: causation ?? command.id,
      ...(rule && { rule }),
    } as const;
    this.waiting.push(
      this.store.append(stream, [{ id, ...event, metadata }], BigInt(revision - 1)),
    );
    this.revisions.set(stream, revision);
    return { id, revision, position: toPosition(BigInt(this.count)) };
  }

  /** The revision of a node's last event. */
  revisionOf(node: string): number {
    return this.revisions.get(streamName(CLUSTER, 'node', idOf(node))) ?? -1;
  }

  node(name: string, type: string, data: object = {}, about?: About): Written {
    return this.write('node', name, { type, data }, about);
  }

  resource(name: string, type: string, data: object = {}, about?: About): Written {
    return this.write('resource', name, { type, data }, about);
  }

  group(name: string, type: string, data: object = {}, about?: About): Written {
    return this.write('group', name, { type, data }, about);
  }

  /** An edit of a node's registry. */
  edit(node: string, changes: readonly RegistryChange[], about?: About): Written {
    return this.node(node, 'RegistryChanged', { changes }, about);
  }

  /** A capture. Its hash is not checked here. */
  captured(
    resource: string,
    data: Omit<Captured, 'hash' | 'checkpoint'> & { checkpoint: string },
    about?: About,
  ): Written {
    const checkpoint = idOf(data.checkpoint);
    return this.resource(
      resource,
      'RegistryCheckpointCaptured',
      { hash: '', ...data, checkpoint },
      about,
    );
  }

  /** Resolves when all events are in the store. */
  async all(): Promise<readonly Recorded[]> {
    await Promise.all(this.waiting);
    const log: Recorded[] = [];
    for await (const recorded of this.store.readLog()) log.push(recorded);
    return log;
  }

  /** Read models that have taken the whole log. */
  async read(more: Partial<OneThreadOptions> = {}): Promise<ReadModels> {
    await this.all();
    const reads = await ReadModels.open({
      file: ':memory:',
      log: this.store,
      cluster: CLUSTER,
      ...more,
    });
    await reads.start(await this.store.head());
    return reads;
  }
}
