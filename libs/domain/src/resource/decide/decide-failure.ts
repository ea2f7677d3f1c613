import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { completeOnline } from './decide-state.js';
import { type Attempt, type ResourceEvent } from '../events.js';
import { type OpenResource } from '../state.js';

/** An online resource fails on its node (domain facts, C17). */
export const failResource = (
  data: DataOf<ResourceCommand, 'FailResource'>,
  { state, onlineInterval, epoch }: OpenResource,
): readonly ResourceEvent[] => {
  if (state !== 'Online' || onlineInterval === undefined)
    throw new ClusterError('ERROR_RESMON_INVALID_STATE', `the resource is ${state}, not Online`);
  return [{ type: 'ResourceFailed', data: { ...data, epoch, node: onlineInterval.node } }];
};

/** An attempt to come online ends as a failure. */
export const failOnline = (
  data: DataOf<ResourceCommand, 'FailOnline'>,
  { state, transition }: OpenResource,
): readonly ResourceEvent[] =>
  state === 'OnlinePending' && transition?.operation === data.operation
    ? [{ type: 'ResourceFailed', data }]
    : [];

/** The node is gone. A process captures the last edits later, from the log. */
export const markResourceLost = (
  data: DataOf<ResourceCommand, 'MarkResourceLost'>,
  { state, epoch }: OpenResource,
): readonly ResourceEvent[] =>
  state === 'Offline' || state === 'Failed' || data.epoch < epoch
    ? []
    : [{ type: 'ResourceOffline', data: { ...data, crash: true } }];

/** Treats an application that did not report its stop as stopped. */
export const stopWaiting = (
  { operation, reason }: DataOf<ResourceCommand, 'StopWaiting'>,
  { state, transition }: OpenResource,
): readonly ResourceEvent[] =>
  state === 'OfflinePending' && transition?.operation === operation && !transition.stopped
    ? [{ type: 'ResourceStopped', data: { operation, reason } }]
    : [];

/**
 * The report of a supervisor about the application of an external resource.
 *
 * @throws ClusterError ERROR_INVALID_STATE if no such report is expected
 */
export const reportResource = (
  data: DataOf<ResourceCommand, 'ReportResource'>,
  resource: OpenResource,
): readonly ResourceEvent[] => {
  const { state, transition } = resource;
  if (state === 'Online' && data.state === 'Failed')
    return failResource(withoutState(data), resource);
  if (resource.properties.handler !== 'external')
    throw new ClusterError('ERROR_INVALID_STATE', 'the handler of this resource is automatic');
  if (transition !== undefined && isExpectedReport(state, data.state))
    return state === 'OnlinePending'
      ? started(data, resource, transition)
      : stopWaiting({ operation: transition.operation, reason: data.reason }, resource);
  if (state === data.state) return [];
  throw new ClusterError(
    'ERROR_INVALID_STATE',
    `the resource is ${state}: it does not expect a report of ${data.state}`,
  );
};

/** True if the report fits the state. A stopping application can't be reported as started. */
const isExpectedReport = (
  state: OpenResource['state'],
  reported: DataOf<ResourceCommand, 'ReportResource'>['state'],
): boolean => state === 'OnlinePending' || (state === 'OfflinePending' && reported !== 'Online');

const withoutState = ({
  operation,
  nodeRevision,
  reason,
  at,
}: DataOf<ResourceCommand, 'ReportResource'>) => ({
  operation,
  nodeRevision,
  reason,
  at,
});

const started = (
  { state, nodeRevision, reason, at }: DataOf<ResourceCommand, 'ReportResource'>,
  resource: OpenResource,
  { operation, epoch, node }: Attempt,
): readonly ResourceEvent[] => {
  const data = { operation, epoch, node, nodeRevision };
  if (state === 'Online') return completeOnline(data, resource);
  return [
    {
      type: 'ResourceFailed',
      data: { ...data, reason: reason === '' ? `reported ${state}` : reason, at },
    },
  ];
};
