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

const MAX_EVENTS = 10_000;

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
    private readonly events: Events,
  ) {}

  get(id: string): Operation | undefined {
    const events = this.events.list({ operation: id }, { limit: MAX_EVENTS, order: 'oldest' });
    return fold(id, events);
  }

  /** Newest first. */
  list(
    limit: number,
    before: Position | undefined,
  ): readonly Readonly<{ first: Position; operation: Operation }>[] {
    const sql = 'SELECT id, first FROM operations WHERE first < ? ORDER BY first DESC LIMIT ?';
    const rows = this.db.all(sql, Number(before ?? Number.MAX_SAFE_INTEGER), limit);
    return rows.flatMap(({ id, first }) => {
      const operation = this.get(String(id));
      return operation === undefined
        ? []
        : [{ first: BigInt(Number(first)) as Position, operation }];
    });
  }
}

const fold = (id: string, events: readonly Recorded[]): Operation | undefined => {
  const first = events[0];
  if (first === undefined) return undefined;
  const start = events.find(({ event }) => event.type in STARTS);
  const end = start && events.findLast(({ event }) => event.type in ENDS);
  const data = (start?.event.data ?? {}) as Data;
  const isInstant = start === undefined || start.event.type === 'NodeStarted';
  const last = isInstant ? events.at(-1) : end;
  const kind = start && STARTS[start.event.type]?.(data);
  return {
    id,
    kind: kind ?? first.metadata.command.type,
    status: isInstant
      ? 'completed'
      : end === undefined
        ? 'running'
        : (ENDS[end.event.type] ?? 'completed'),
    group: groupOf(start ?? first),
    from: text(data['from']),
    to: text(data['to']),
    startedAt: first.recordedAt,
    endedAt: last?.recordedAt,
    steps: steps(events),
  };
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const groupOf = ({ stream, event }: Recorded): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'group' ? parsed.id : text((event.data as Data)['group']);
};

const steps = (events: readonly Recorded[]): readonly OperationStep[] => {
  const found: OperationStep[] = [];
  const open = new Map<string, number>();
  for (const { stream, event, recordedAt } of events) {
    const step = STEPS[event.type];
    if (step === undefined) continue;
    const parsed = parseStream(stream);
    const resource = parsed?.kind === 'resource' ? parsed.id : undefined;
    const key = `${step.what}/${resource ?? ''}`;
    const begun = open.get(key);
    const known = begun === undefined ? undefined : found[begun];
    if (step.begins === false && begun !== undefined && known !== undefined) {
      found[begun] = { ...known, status: 'completed', endedAt: recordedAt };
      open.delete(key);
      continue;
    }
    if (step.begins === true) open.set(key, found.length);
    found.push({
      resource,
      what: step.what,
      status: step.begins === true ? 'running' : 'completed',
      startedAt: recordedAt,
      endedAt: step.begins === true ? undefined : recordedAt,
    });
  }
  return found;
};
