import { parseStream, toPosition, type Position, type Recorded } from '#event-store';

import { type Events } from './events.js';

export type StepStatus = 'running' | 'completed' | 'failed';

/** One thing that an operation does to one resource, or to its group. */
export type OperationStep = Readonly<{
  resource: string | undefined;
  what:
    | 'fence'
    | 'offline'
    | 'capture'
    | 'owner'
    | 'restore'
    | 'online'
    | 'change'
    | 'stop'
    | 'configure';
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
  /** Why it failed. */
  reason: string | undefined;
  steps: readonly OperationStep[];
}>;

/** Longer operations are told up to here. */
const PAGE = { limit: 100_000, order: 'oldest' } as const;

/** What an operation is, by the event that starts it. */
const STARTS: Readonly<Record<string, (data: Data) => string>> = {
  GroupMoveStarted: ({ reason }) =>
    reason === 'failover' || reason === 'failback' ? reason : 'move',
  GroupOperationStarted: ({ kind }) => String(kind),
  DrainStarted: ({ purpose }) => (purpose === 'stop' ? 'stop' : 'drain'),
  NodeStarted: () => 'start',
  NodeCrashed: () => 'crash',
  NodeResumed: () => 'resume',
};

/** What is over as soon as it is begun. */
const MOMENTS: ReadonlySet<string> = new Set(['NodeStarted', 'NodeCrashed', 'NodeResumed']);

const ENDS: Readonly<Record<string, StepStatus>> = {
  GroupMoveCompleted: 'completed',
  GroupMoveFailed: 'failed',
  GroupOperationCompleted: 'completed',
  GroupOperationFailed: 'failed',
  NodeStopped: 'completed',
  DrainCompleted: 'completed',
};

type StepKind = Readonly<{ what: OperationStep['what']; begins?: boolean; fails?: true }>;

/** The step that an event is of, and whether it begins or ends it; one without `begins` is both. */
const STEPS: Readonly<Record<string, StepKind>> = {
  ResourceFenced: { what: 'fence' },
  ResourceOfflinePending: { what: 'offline', begins: true },
  ResourceOffline: { what: 'offline', begins: false },
  RegistryCheckpointCaptured: { what: 'capture' },
  GroupOwnerChanged: { what: 'owner' },
  RegistryCheckpointRestored: { what: 'restore' },
  ResourceOnlinePending: { what: 'online', begins: true },
  ResourceOnline: { what: 'online', begins: false },
  ResourceFailed: { what: 'online', begins: false, fails: true },
  ResourceStopped: { what: 'stop' },
  ResourceConfigured: { what: 'configure' },
  RegistryCheckpointRestoreFailed: { what: 'restore', fails: true },
  RegistryChanged: { what: 'change' },
};

type Data = Readonly<Record<string, unknown>>;

/** Operations, as their events tell them. */
export class Operations {
  constructor(private readonly history: Events) {}

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
    const found: { first: Position; operation: Operation }[] = [];
    for (const first of this.history.begun(before)) {
      if (found.length >= limit) break;
      const operation = this.begunAt(first, at);
      if (operation !== undefined) found.push({ first: toPosition(BigInt(first)), operation });
    }
    return found;
  }

  /** The operation whose first event this is. */
  private begunAt(position: number, at: Position): Operation | undefined {
    const id = this.history.at(position)?.metadata.operation;
    if (id === undefined) return undefined;
    const [first] = this.history.list({ operation: id }, { limit: 1, order: 'oldest' });
    return Number(first?.position) === position ? this.get(id, at) : undefined;
  }
}

const fold = (id: string, events: readonly Recorded[]): Operation | undefined => {
  const first = events[0];
  return first && told(id, first, events);
};

const told = (id: string, first: Recorded, events: readonly Recorded[]): Operation => {
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
    reason: reasonOf(events),
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
  if (start === undefined || MOMENTS.has(start.event.type))
    return { status: 'completed', endedAt: events.at(-1)?.recordedAt };
  const end = events.findLast(({ event }) => event.type in ENDS);
  return { status: end === undefined ? 'running' : statusOf(end), endedAt: end?.recordedAt };
};

/** A drain says itself whether it could move all groups. */
const statusOf = ({ event }: Recorded): StepStatus =>
  (event.data as Data)['status'] === 'Failed' ? 'failed' : (ENDS[event.type] ?? 'running');

const reasonOf = (events: readonly Recorded[]): string | undefined => {
  const failed = events.findLast(({ event }) => ENDS[event.type] === 'failed');
  return text((failed?.event.data as Data | undefined)?.['reason']);
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
    const resource = resourceOf(stream);
    const key = `${step.what}/${resource ?? ''}`;
    if (step.begins === false && this.end(key, recordedAt, endedAs(step))) return;
    if (step.begins === true) this.open.set(key, this.steps.length);
    this.steps.push({
      resource,
      what: step.what,
      startedAt: recordedAt,
      ...outcome(step, recordedAt),
    });
  }

  private end(key: string, endedAt: Date, status: StepStatus): boolean {
    const index = this.open.get(key);
    const begun = index === undefined ? undefined : this.steps[index];
    if (index === undefined || begun === undefined) return false;
    this.steps[index] = { ...begun, status, endedAt };
    this.open.delete(key);
    return true;
  }
}

/** What only begins is running until its end is seen. */
const outcome = (step: StepKind, at: Date): Pick<OperationStep, 'status' | 'endedAt'> =>
  step.begins === true
    ? { status: 'running', endedAt: undefined }
    : { status: endedAs(step), endedAt: at };

const endedAs = ({ fails }: StepKind): StepStatus => (fails === true ? 'failed' : 'completed');

const resourceOf = (stream: string): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'resource' ? parsed.id : undefined;
};
