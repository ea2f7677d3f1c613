import { toDomainEvent } from '#domain';
import { type Recorded } from '#event-store';
import { PROCESSES_ACTOR } from '#processes';

import { DueSteps } from './due-steps.js';

/** The resource that an event of a process is about. */
const subjectOf = ({ stream, event: { data } }: Recorded): string | undefined => {
  if (stream.startsWith('test.resource-')) return stream;
  const isRestore = 'resource' in data && 'checkpoint' in data;
  return isRestore ? `test.resource-${String(data.resource)}` : undefined;
};

/** True for an event of a resource's stream that no attempt of the resource waits for. */
const isAside = ({ event: { type, data } }: Recorded): boolean =>
  type === 'RegistryCheckpointAdded' ||
  type === 'ResourceConfigured' ||
  ('reason' in data && (data.reason === 'changed' || data.reason === 'clobbered'));

/**
 * The cause by definition: the event since which a process wanted the step. If that is an event of
 * another resource: the last event of the same resource before it. A fence of a node gives way to
 * one of the resource that was written beside it.
 */
const causeOf = (
  log: readonly Recorded[],
  recorded: Recorded,
  since: number | undefined,
): Recorded | undefined => {
  const found = since === undefined ? undefined : log[since];
  const subject = subjectOf(recorded);
  return found === undefined || subject === undefined
    ? found
    : causeFor(subject, found, log.slice(0, since));
};

const causeFor = (subject: string, found: Recorded, before: readonly Recorded[]): Recorded => {
  if (found.stream === subject) return found;
  const own = before.findLast((one) => one.stream === subject && !isAside(one)) ?? found;
  if (found.stream.startsWith('test.resource-')) return own;
  return found.event.type === 'GroupFenced' && isInOperation(before, own) ? own : found;
};

/** True for an event after the last one that began or changed an operation. */
const isInOperation = (log: readonly Recorded[], recorded: Recorded): boolean =>
  log.indexOf(recorded) > log.findLastIndex(({ event }) => OPERATION_EVENTS.has(event.type));

const OPERATION_EVENTS = new Set([
  'GroupMoveStarted',
  'GroupOperationStarted',
  'GroupOwnerChanged',
]);

const shown = (recorded: Recorded | undefined): string =>
  recorded === undefined
    ? 'nothing'
    : `${recorded.event.type} ${recorded.stream}@${recorded.revision}`;

/** An event of a process with its cause by definition. */
export type JudgedStep = Readonly<{
  recorded: Recorded;
  cause: Recorded | undefined;
  /** False for a step that is wanted only until another alarm goes off: it has no such cause. */
  isJudged: boolean;
}>;

/** The events of processes, in the order of the log. */
export const judgedSteps = (log: readonly Recorded[]): readonly JudgedStep[] => {
  const due = new DueSteps();
  return log.flatMap((recorded): readonly JudgedStep[] => {
    const { actor, command } = recorded.metadata;
    const domainEvent = toDomainEvent('test', recorded);
    const since = domainEvent && due.since(domainEvent, command.type);
    due.apply(recorded);
    if (domainEvent === undefined || actor !== PROCESSES_ACTOR) return [];
    return [{ recorded, cause: causeOf(log, recorded, since), isJudged: since !== undefined }];
  });
};

/** The events of processes whose causation is not their cause by definition. */
export const causationFaults = (log: readonly Recorded[]): readonly string[] => {
  const known = new Map(log.map((recorded) => [recorded.id, recorded]));
  return judgedSteps(log).flatMap(({ recorded, ...judged }) =>
    faultsOf(recorded, { ...judged, named: known.get(recorded.metadata.causation) }),
  );
};

const faultsOf = (
  recorded: Recorded,
  {
    named,
    cause,
    isJudged,
  }: Readonly<{ named: Recorded | undefined; cause: Recorded | undefined; isJudged: boolean }>,
): readonly string[] => {
  const isRight = named !== undefined && (named === cause || !isJudged);
  return isRight ? [] : [`${shown(recorded)} names ${shown(named)}, and not ${shown(cause)}`];
};
