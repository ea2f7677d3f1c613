import { parseStream } from '#domain';
import { type Position, type Recorded } from '#event-store';

export type StepStatus = 'running' | 'completed' | 'failed';

/** One step of an operation on one resource or group. */
export type OperationStep = Readonly<{
  /** From 1, in the order in which the steps began. */
  number: number;
  /** The positions of the events that began and ended it. */
  began: Position;
  over: Position | undefined;
  /** The node on which it took place, as far as its event names one. */
  node: string | undefined;
  /** The id of the checkpoint that it restored or captured. */
  checkpoint: string | undefined;
  resource: string | undefined;
  /** The group, for a step of a whole group. */
  group: string | undefined;
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
  /** Why it failed. */
  reason: string | undefined;
  /** The program that holds the key which could not be restored. */
  holder: string | undefined;
}>;

type StepKind = Readonly<{ what: OperationStep['what']; begins?: boolean; fails?: true }>;

/** The step of an event. `begins` says if the event begins or ends it; without it, both. */
const STEPS: Readonly<Record<string, StepKind>> = {
  ResourceFenced: { what: 'fence' },
  ResourceOfflinePending: { what: 'offline', begins: true },
  ResourceOffline: { what: 'offline', begins: false },
  RegistryCheckpointCaptured: { what: 'capture' },
  CryptoCheckpointCaptured: { what: 'capture' },
  GroupOwnerChanged: { what: 'owner' },
  RegistryCheckpointRestored: { what: 'restore' },
  CryptoCheckpointRestored: { what: 'restore' },
  ResourceOnlinePending: { what: 'online', begins: true },
  ResourceOnline: { what: 'online', begins: false },
  ResourceFailed: { what: 'online', begins: false, fails: true },
  ResourceStopped: { what: 'stop' },
  ResourceConfigured: { what: 'configure' },
  RegistryCheckpointRestoreFailed: { what: 'restore', fails: true },
  CryptoCheckpointRestoreFailed: { what: 'restore', fails: true },
  RegistryChanged: { what: 'change' },
};

/** The steps of an operation's events, in the order in which they began. */
export const steps = (events: readonly Recorded[]): readonly OperationStep[] => {
  const timeline = new Timeline();
  for (const recorded of events) timeline.take(recorded);
  return timeline.steps;
};

/** Collects the steps of an operation in the order in which they began. */
class Timeline {
  readonly steps: OperationStep[] = [];
  private readonly open = new Map<string, number>();

  take(recorded: Recorded): void {
    const { stream, event } = recorded;
    const step = STEPS[event.type];
    if (step === undefined) return;
    const resource = idOf(stream, 'resource');
    const key = `${step.what}/${resource ?? ''}`;
    const failure = failureIn(step, event);
    if (step.begins === false && this.end(key, { ...outcome(step, recorded), ...failure })) return;
    if (step.begins === true) this.open.set(key, this.steps.length);
    this.steps.push({
      number: this.steps.length + 1,
      began: recorded.position,
      ...placeOf(event.data),
      resource,
      group: idOf(stream, 'group'),
      what: step.what,
      startedAt: recorded.recordedAt,
      ...outcome(step, recorded),
      ...failure,
    });
  }

  private end(key: string, ended: Partial<OperationStep>): boolean {
    const index = this.open.get(key);
    const begun = index === undefined ? undefined : this.steps[index];
    if (index === undefined || begun === undefined) return false;
    this.steps[index] = { ...begun, ...ended };
    this.open.delete(key);
    return true;
  }
}

/** A step that has begun is running until its end. */
const outcome = (
  step: StepKind,
  { recordedAt, position }: Recorded,
): Pick<OperationStep, 'status' | 'endedAt' | 'over'> =>
  step.begins === true
    ? { status: 'running', endedAt: undefined, over: undefined }
    : { status: endedAs(step), endedAt: recordedAt, over: position };

const placeOf = (data: object): Pick<OperationStep, 'node' | 'checkpoint'> => {
  const { node, checkpoint, source, to } = data as Readonly<Record<string, unknown>>;
  const from = (source as Readonly<{ node?: unknown }> | undefined)?.node;
  return { node: text(node ?? from ?? to), checkpoint: text(checkpoint) };
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The reason of a failed step, and the holder of the key. */
const failureIn = (
  { fails }: StepKind,
  { data }: Recorded['event'],
): Pick<OperationStep, 'reason' | 'holder'> => {
  if (fails !== true) return { reason: undefined, holder: undefined };
  const { reason, holder } = data as Readonly<{ reason?: string; holder?: string }>;
  return { reason, holder };
};

const endedAs = ({ fails }: StepKind): StepStatus => (fails === true ? 'failed' : 'completed');

const idOf = (stream: string, kind: 'resource' | 'group'): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === kind ? parsed.id : undefined;
};
