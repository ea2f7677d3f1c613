import { type NameThen, type OperationReport } from '#application';
import { type Operation, type OperationStep, type ReadModels } from '#read-models';

import { lostTogetherShape } from '../lost-writes/lost-write-shapes.js';
import { Writers } from '../registry/writers.js';
import { type OperationShape } from './operation-schemas.js';
import { whatHappened } from './what-happened.js';

/** The JSON of an operation with its hazards and lost writes. */
export const operationShape = (
  reads: ReadModels,
  { operation, hazards, lost, nameThen, named, to }: OperationReport,
): OperationShape => {
  const { id, kind, status, actor, degraded, failure, reason, cause, steps } = operation;
  const groups = operation.groups.map(({ group, from, to }) => ({
    group: nameThen('groups', group) ?? group,
    from: nameThen('nodes', from) ?? null,
    to: nameThen('nodes', to) ?? null,
  }));
  const [only = NO_GROUP, ...others] = groups;
  const writers = new Writers(reads, named);
  return {
    ...{ id, kind, status, actor, node: nameThen('nodes', operation.node) ?? null },
    ...(others.length === 0 ? only : NO_GROUP),
    groups,
    ...timesOf(operation),
    degraded,
    failure: failure ?? null,
    reason: reason ?? null,
    cause: cause.map((link) => ({
      event: link.id,
      type: link.event.type,
      what: whatHappened(link, nameThen),
    })),
    steps: steps.map((step) => stepShape(step, nameThen)),
    hazards,
    lostWrites: lostTogetherShape({ reads, clusterState: named, writers, to }, lost),
  };
};

const NO_GROUP = { group: null, from: null, to: null } as const;

const stepShape = (step: OperationStep, nameThen: NameThen): OperationShape['steps'][number] => {
  const { number, what, status, checkpoint, reason, holder } = step;
  return {
    ...{ number, what, status },
    resource: nameThen('resources', step.resource) ?? null,
    group: nameThen('groups', step.group) ?? null,
    node: nameThen('nodes', step.node) ?? null,
    checkpoint: checkpoint ?? null,
    ...timesOf(step),
    reason: reason ?? null,
    holder: holder ?? null,
  };
};

type Times = Pick<OperationShape, 'startedAt' | 'endedAt' | 'duration'>;

/** A clock that went back makes no negative duration. */
const timesOf = ({ startedAt, endedAt }: Pick<Operation, 'startedAt' | 'endedAt'>): Times => ({
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  duration: endedAt === undefined ? null : Math.max(0, endedAt.getTime() - startedAt.getTime()),
});
