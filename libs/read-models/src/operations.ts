import { parseStream, type Position, type Recorded } from '#event-store';

import { type ReadDatabase } from './database.js';
import { type Events } from './events.js';

export type StepStatus = 'running' | 'completed' | 'failed';

/** One thing that an operation does to one resource, or to its group. */
export type OperationStep = Readonly<{
  resource: string | undefined;
  what: 'fence' | 'offline' | 'capture' | 'owner' | 'restore' | 'online' | 'change' | 'record';
  status: StepStatus;
  startedAt: Date;
  endedAt: Date | undefined;
}>;

/** All that one request set in motion; ids, not names. */
export type Operation = Readonly<{
  id: string;
  kind: string;
  status: StepStatus;
  group: string | undefined;
  from: string | undefined;
  to: string | undefined;
  startedAt: Date;
  endedAt: Date | undefined;
  steps: readonly OperationStep[];
}>;

/** Longer operations are told up to here. */
const PAGE = { limit: 100_000, order: 'oldest' } as const;

/** What an operation is, by the event that starts it. */
const STARTS: Readonly<Record<string, (data: Data) => string>> = {
  GroupMoveStarted: () => 'move',
  GroupOperationStarted: ({ kind }) => String(kind),
  DrainStarted: () => 'stop',
  NodeStarted: () => 'start',
};

const ENDS: Readonly<Record<string, StepStatus>> = {
  GroupMoveCompleted: 'completed',
  GroupMoveFailed: 'failed',
  GroupOperationCompleted: 'completed',
  GroupOperationFailed: 'failed',
  NodeStopped: 'completed',
};

/** The step that an event is of, and whether it begins or ends it; one without `begins` is both. */
const STEPS: Readonly<Record<string, Readonly<{ what: OperationStep['what']; begins?: boolean }>>> =
  {
    ResourceFenced: { what: 'fence' },
    ResourceOfflinePending: { what: 'offline', begins: true },
    ResourceOffline: { what: 'offline', begins: false },
    RegistryCheckpointCaptured: { what: 'capture' },
    GroupOwnerChanged: { what: 'owner' },
    RegistryCheckpointRestored: { what: 'restore' },
    ResourceOnlinePending: { what: 'online', begins: true },
    ResourceOnline: { what: 'online', begins: false },
    RegistryChanged: { what: 'change' },
  };

type Data = Readonly<Record<string, unknown>>;

/** Operations, as their events tell them. */
export class Operations {
  constructor(
    private readonly db: ReadDatabase,
    private readonly history: Events,
  ) {}

  /** An operation as it was at a position. */
  get(id: string, at: Position): Operation | undefined {
    return fold(id, this.events(id, at));
  }

  /** What an operation has written up to a position. */
  events(id: string, to: Position): readonly Recorded[] {
    return this.history.list({ operation: id, to }, PAGE);
  }

  /** Newest first. */
  list(
    limit: number,
    { before, at }: Readonly<{ before: Position; at: Position }>,
  ): readonly Readonly<{ first: Position; operation: Operation }>[] {
    const sql = `SELECT first FROM operations o WHERE first < ? AND NOT EXISTS
      (SELECT 1 FROM operations WHERE digest = o.digest AND first < o.first) ORDER BY first DESC LIMIT ?`;
    return this.db.all(sql, Number(before), limit).flatMap((row) => {
      const begun = this.history.at(Number(row['first']));
      const operation = begun && this.get(begun.metadata.operation, at);
      return operation === undefined ? [] : [{ first: begun?.position ?? at, operation }];
    });
  }
}

const fold = (id: string, events: readonly Recorded[]): Operation | undefined => {
  const first = events[0];
  if (first === undefined) return undefined;
  const start = events.find(({ event }) => event.type in STARTS);
  const data = (start?.event.data ?? {}) as Data;
  return {
    id,
    kind: start === undefined ? first.metadata.command.type : kindOf(start),
    ...endOf(events, start),
    group: groupOf(start ?? first),
    from: text(data['from']),
    to: text(data['to']),
    startedAt: first.recordedAt,
    steps: steps(events),
  };
};

const kindOf = ({ event }: Recorded): string =>
  STARTS[event.type]?.(event.data as Data) ?? event.type;

/** What has no end of its own is over with its last event. */
const endOf = (
  events: readonly Recorded[],
  start: Recorded | undefined,
): Pick<Operation, 'status' | 'endedAt'> => {
  if (start === undefined || start.event.type === 'NodeStarted')
    return { status: 'completed', endedAt: events.at(-1)?.recordedAt };
  const end = events.findLast(({ event }) => event.type in ENDS);
  const status = end && ENDS[end.event.type];
  return { status: status ?? 'running', endedAt: end?.recordedAt };
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const groupOf = ({ stream, event }: Recorded): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'group' ? parsed.id : text((event.data as Data)['group']);
};

const steps = (events: readonly Recorded[]): readonly OperationStep[] => {
  const timeline = new Timeline();
  for (const recorded of events) timeline.take(recorded);
  return timeline.steps;
};

/** The steps of an operation in the order they began. */
class Timeline {
  readonly steps: OperationStep[] = [];
  private readonly open = new Map<string, number>();

  take({ stream, event, recordedAt }: Recorded): void {
    const step = STEPS[event.type];
    if (step === undefined) return;
    const parsed = parseStream(stream);
    const resource = parsed?.kind === 'resource' ? parsed.id : undefined;
    const key = `${step.what}/${resource ?? ''}`;
    if (step.begins === false && this.end(key, recordedAt)) return;
    if (step.begins === true) this.open.set(key, this.steps.length);
    this.steps.push({
      resource,
      what: step.what,
      startedAt: recordedAt,
      ...outcome(step, recordedAt),
    });
  }

  private end(key: string, endedAt: Date): boolean {
    const index = this.open.get(key);
    const begun = index === undefined ? undefined : this.steps[index];
    if (index === undefined || begun === undefined) return false;
    this.steps[index] = { ...begun, status: 'completed', endedAt };
    this.open.delete(key);
    return true;
  }
}

/** What only begins is running until its end is seen. */
const outcome = (
  { begins }: Readonly<{ begins?: boolean }>,
  at: Date,
): Pick<OperationStep, 'status' | 'endedAt'> =>
  begins === true
    ? { status: 'running', endedAt: undefined }
    : { status: 'completed', endedAt: at };
