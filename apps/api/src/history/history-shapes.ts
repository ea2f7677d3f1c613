import { type NameThen, type OperationReport } from '#application';
import { type Recorded } from '#event-store';
import { type Operation, type ReadModels } from '#read-models';
import { type RegistryChange } from '#registry';

import { changeShape } from '../registry/change-shape.js';
import { Writers } from '../registry/writers.js';
import { lostTogetherShape } from './lost-write-shapes.js';
import { whatHappened } from './what-happened.js';
import { type EventShape } from './events/event-schema.js';
import { type OperationShape } from './history-schemas.js';

/** The JSON of an event. */
export const eventShape = (recorded: Recorded, isSetBack: boolean): EventShape => {
  const { id, event, stream, revision, position, recordedAt, metadata } = recorded;
  const shape = {
    id,
    type: event.type,
    stream,
    revision: Number(revision),
    position: String(position),
    recordedAt: recordedAt.toISOString(),
    ...(isSetBack && { clockWentBack: true }),
    actor: metadata.actor,
    authentication: metadata.authentication,
    source: metadata.source ?? null,
    command: metadata.command,
    operation: metadata.operation,
    causation: metadata.causation,
    rule: metadata.rule ?? null,
    reason: metadata.reason ?? null,
    data: dataShape(event.data),
  };
  // Events are typed where they are decided, and stored as they are.
  return shape as EventShape;
};

/** The data of an event; its values have the form that they have in every answer. */
const dataShape = (data: object): object => {
  const { changes } = data as Readonly<{ changes?: readonly RegistryChange[] }>;
  return changes === undefined ? data : { ...data, changes: changes.map(changeShape) };
};

/** The JSON of an operation with its hazards and lost writes. */
export const reportShape = (
  reads: ReadModels,
  { operation, hazards, lost, nameThen, named }: OperationReport,
): OperationShape => ({
  ...operationShape(operation, nameThen),
  hazards,
  lostWrites: lostTogetherShape(
    { reads, clusterState: named, writers: new Writers(reads, named) },
    lost,
  ),
});

/** The JSON of an operation. */
const operationShape = (
  operation: Operation,
  nameThen: NameThen,
): Omit<OperationShape, 'hazards' | 'lostWrites'> => {
  const { id, kind, status, degraded, failure, reason, cause, steps } = operation;
  const groups = operation.groups.map(({ group, from, to }) => ({
    group: nameThen('groups', group) ?? group,
    from: nameThen('nodes', from) ?? null,
    to: nameThen('nodes', to) ?? null,
  }));
  const [only = NO_GROUP, ...others] = groups;
  return {
    ...{ id, kind, status, ...(others.length === 0 ? only : NO_GROUP), groups },
    ...times(operation),
    degraded,
    failure: failure ?? null,
    reason: reason ?? null,
    cause: cause.map((link) => ({
      event: link.id,
      type: link.event.type,
      what: whatHappened(link, nameThen),
    })),
    remedy: remedyOf(operation),
    steps: steps.map((step) => ({
      ...step,
      resource: nameThen('resources', step.resource) ?? null,
      group: nameThen('groups', step.group) ?? null,
      ...times(step),
      reason: step.reason ?? null,
      holder: step.holder ?? null,
    })),
  };
};

const NO_GROUP = { group: null, from: null, to: null } as const;

const times = ({
  startedAt,
  endedAt,
}: Pick<Operation, 'startedAt' | 'endedAt'>): Pick<OperationShape, 'startedAt' | 'endedAt'> => ({
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

/** The remedy for a failed operation; null if there is none to name. */
const remedyOf = ({ id, kind, status }: Operation): string | null => {
  if (status !== 'failed') return null;
  const retry = `POST /v1/operations/${id}/retry`;
  const [before, otherwise] = REMEDIES[kind] ?? STEPS_FAILED;
  return `${before}; then ${retry}, or ${otherwise}`;
};

const STEPS_FAILED = [
  'look at the steps that failed and at the resources they name',
  'move the group to another node',
] as const;
const NODE_LOST = ['start a node that can take the group', 'move it elsewhere'] as const;

/** For each kind of operation: the remedy before a retry, and an alternative to it. */
const REMEDIES: Readonly<Record<string, readonly [string, string]>> = {
  drain: [
    'resume a node that can take the groups that stayed, or widen their possible owners',
    'drain with "force": true, which takes them offline',
  ],
  stop: ['look up why it was ended', 'stop the node again'],
  move: NODE_LOST,
  failover: NODE_LOST,
  failback: NODE_LOST,
  crash: NODE_LOST,
};
