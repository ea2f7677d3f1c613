import { momentOf, type RunningCluster } from '#application';
import { ClusterError } from '#clusapi';
import { type Position, type Recorded } from '#event-store';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type AskedOperation } from './asked.js';

/** A position, and the time at which it was left, in milliseconds since 1970. */
type MomentBefore = Readonly<{ position: Position; now: number }>;

/**
 * The moment just before a step of an operation, or before the operation.
 *
 * @throws ClusterError for an operation that does not exist
 * @throws HttpProblem 422 for a step that the operation does not have
 */
export const momentBefore = async (
  cluster: RunningCluster,
  { operation: id, step: number }: AskedOperation,
): Promise<MomentBefore> => {
  const { position: to } = await momentOf(cluster, {});
  const { events, operations } = cluster.reads;
  const operation = operations.get(id, to);
  if (operation === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such operation: ${id}`);
  const { steps } = operation;
  const step = number === undefined ? undefined : steps[number - 1];
  if (number !== undefined && step === undefined) throw noSuchStep(steps.length);
  const begun = events.at(Number(step?.began ?? operation.first));
  if (begun === undefined) throw new Error(`operation ${id} has no first event`);
  const first = firstOfAppend(cluster, begun);
  return { position: events.before(first.position), now: begun.recordedAt.getTime() };
};

/** The first event of those that were written together: no state was ever between them. */
const firstOfAppend = ({ reads }: RunningCluster, event: Recorded): Recorded => {
  let first = event;
  for (;;) {
    const before = reads.events.at(Number(first.position) - 1);
    if (before === undefined || !isTogether(before, first)) return first;
    first = before;
  }
};

const isTogether = (a: Recorded, b: Recorded): boolean =>
  a.stream === b.stream &&
  a.metadata.command.id === b.metadata.command.id &&
  a.recordedAt.getTime() === b.recordedAt.getTime();

const noSuchStep = (count: number): HttpProblem => {
  const detail = `the operation has ${count} steps`;
  return new HttpProblem(422, 'no-such-step', { detail, errors: [{ pointer: '/step', detail }] });
};
