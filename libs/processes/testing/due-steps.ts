import { ClusterState, toDomainEvent, type DomainEvent } from '#domain';
import { type Recorded } from '#event-store';
import { PROCESSES, type Process, type DueStep } from '#processes';

/** So late that every alarm has gone off. */
const LATE = 8e15;

type About = Readonly<Record<string, unknown>>;
type Named = Readonly<{ kind: string; id: string; command: string; data: About }>;

const PARTS = ['checkpoint', 'resource', 'index'] as const;

/** Names a step by its stream, its command, and the part of the thing that it is about. */
const nameOf = ({ kind, id, command, data }: Named): string => {
  const content = command.startsWith('Capture')
    ? [data['reason'], data['hash'] ?? data['fingerprint']]
    : [data['operation']];
  return [kind, id, command, ...PARTS.map((part) => data[part]), ...content].join(' ');
};

const nameOfStep = ({ kind, id, command: { type, data } }: DueStep): string =>
  nameOf({ kind, id, command: type, data });

/** The step that wrote an event. A restore whose keys were erased is recorded as failed. */
const nameOfWriter = ({ kind, id, event }: DomainEvent, command: string): string => {
  const data = event.data as About;
  return kind === 'resource' && command.startsWith('RestoreKey')
    ? nameOf({ kind: 'node', id: String(data['node']), command, data: { ...data, resource: id } })
    : nameOf({ kind, id, command, data });
};

/** Every key that may have a step. A process looks at a key later than the event that affects it. */
const keysOf = (
  process: Process,
  domainEvent: DomainEvent,
  clusterState: ClusterState,
): Iterable<string> =>
  new Set([...process.affected(domainEvent, clusterState), ...process.all(clusterState)]);

/** The events after which each step was wanted first, and was wanted from then on. */
export class DueSteps {
  private readonly clusterState = new ClusterState();
  /** The steps that each key of a process wants now, with the index of that event. */
  private readonly wanted = new Map<string, ReadonlyMap<string, number>>();
  /** For each step, the index of that event when the step was wanted last. */
  private readonly last = new Map<string, number>();
  private index = -1;

  /** Applies the next event of the log. */
  apply(recorded: Recorded): void {
    this.index += 1;
    const domainEvent = toDomainEvent('test', recorded);
    if (domainEvent === undefined) return;
    this.clusterState.apply(domainEvent);
    for (const process of PROCESSES)
      for (const key of keysOf(process, domainEvent, this.clusterState)) this.ask(process, key);
  }

  /** The index of the event since which the step that wrote an event was wanted. */
  since(domainEvent: DomainEvent, command: string): number | undefined {
    const name = nameOfWriter(domainEvent, command);
    const now = [...this.wanted.values()].flatMap((steps) => steps.get(name) ?? []);
    return now.length > 0 ? Math.min(...now) : this.last.get(name);
  }

  private ask(process: Process, key: string): void {
    const name = `${process.name} ${key}`;
    const before = this.wanted.get(name);
    const steps = process.next(this.clusterState, key, { phase: 'following', now: LATE });
    const after = new Map(
      steps.map(nameOfStep).map((step) => [step, before?.get(step) ?? this.index]),
    );
    for (const [step, since] of after) this.last.set(step, since);
    this.wanted.set(name, after);
  }
}
