import {
  anyOf,
  count,
  described,
  flag,
  instant,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  text,
  type Of,
} from '../http/schema/schema.js';
import { receiptSchema, thingOrGone } from '../http/answer/receipt-schema.js';

export const NODE_FIELDS = {
  id: text,
  name: text,
  state: oneOf('Up', 'Down', 'Paused'),
  crashed: described(flag, 'True if the node is Down after a crash: its registry is out of reach'),
  drainStatus: oneOf('NotInitiated', 'InProgress', 'Completed', 'Failed'),
  groups: described(list(text), 'Names of the groups that the node owns'),
};

export const NODE = named('Node', object(NODE_FIELDS));

export type NodeShape = Of<typeof NODE>;

const GROUP_POLICY_STATE = described(
  nullable(
    object({
      failovers: described(count, 'Failovers because of a failed resource within failoverPeriod'),
      failoversLeft: described(count, 'Number of further failovers that may follow now'),
      nextNode: described(
        nullable(text),
        'Destination of the next failover; null if none may follow, or no node could host the group',
      ),
    }),
  ),
  'State of the failover policy; null between the creation of the group and its first event',
);

export type GroupPolicyShape = NonNullable<Of<typeof GROUP_POLICY_STATE>>;

export const GROUP_FIELDS = {
  id: text,
  name: text,
  owner: described(text, 'Name of a node'),
  preferredOwners: described(list(text), 'Names of nodes, the most preferred first'),
  failoverThreshold: count,
  failoverPeriod: described(count, 'Hours'),
  autoFailbackType: oneOf(0, 1),
  failbackWindowStart: described(integer, 'Hour of the day in UTC; -1 for none'),
  failbackWindowEnd: described(integer, 'Hour of the day in UTC; -1 for none'),
  state: oneOf('Online', 'Offline', 'Failed', 'PartialOnline', 'Pending'),
  resources: described(list(text), 'Names of the resources'),
  operation: described(nullable(text), 'The operation that is under way'),
  policyState: GROUP_POLICY_STATE,
};

export const GROUP = named('Group', object(GROUP_FIELDS));

export type GroupShape = Of<typeof GROUP>;

const UNRESTORED_FIELDS = {
  node: described(text, 'Name of the node'),
  since: described(nullable(object({ position: text, recordedAt: instant })), 'The failed restore'),
  wanted: described(count, 'Number of the capture that should have been restored'),
  holder: described(
    nullable(text),
    'The program that held the subtree open; null if there was another cause',
  ),
  cause: nullable(text),
};

/** A restore that is missing while the resource is online. */
export const UNRESTORED = named('Unrestored', object(UNRESTORED_FIELDS));

export type UnrestoredShape = Of<typeof UNRESTORED>;

const RESOURCE_POLICY_STATE = described(
  nullable(
    object({
      failures: described(
        count,
        'Failures on this node within restartPeriod, since the group arrived or an operator brought the resource online',
      ),
      restartsLeft: described(count, 'Number of further failures that lead to a restart'),
      nextRestartAt: described(
        nullable(instant),
        'Time of the next restart; null if no restart is due',
      ),
      retryAt: described(
        nullable(instant),
        'Time of the next try after the threshold was exceeded; null if no retry is due',
      ),
    }),
  ),
  'State of the restart policy; null between the creation of the resource and its first event',
);

export type ResourcePolicyShape = NonNullable<Of<typeof RESOURCE_POLICY_STATE>>;

export const RESOURCE_FIELDS = {
  id: text,
  name: text,
  type: text,
  group: text,
  owner: nullable(text),
  state: oneOf(
    ...(['Online', 'Offline', 'Failed', 'OnlinePending', 'OfflinePending'] as const),
    'Initializing',
  ),
  persistentState: oneOf('Online', 'Offline'),
  stateSequence: count,
  failedIn: described(nullable(text), 'The operation in which the resource failed last'),
  checkpoints: described(count, 'Number of its checkpoints'),
  unrestored: described(
    list(object({ checkpoint: text, ...UNRESTORED_FIELDS })),
    'The restores that the resource lacks while it is online',
  ),
  policyState: RESOURCE_POLICY_STATE,
  dependencyExpression: described(text, 'As Windows writes it; empty for none'),
  dependencies: list(text),
  dependents: list(text),
  handler: oneOf('automatic', 'external'),
  onRestoreFailure: oneOf('continue', 'failResource'),
  possibleOwners: described(
    list(text),
    'Names of nodes: every node, if the resource has no list of its own',
  ),
  restartAction: oneOf(0, 1, 2),
  restartThreshold: count,
  restartPeriod: described(count, 'Milliseconds'),
  restartDelay: described(count, 'Milliseconds'),
  retryPeriodOnFailure: described(count, 'Milliseconds; 4294967295 for no retry'),
  pendingTimeout: described(count, 'Milliseconds'),
};

export const RESOURCE = named('Resource', object(RESOURCE_FIELDS));

export type ResourceShape = Of<typeof RESOURCE>;

export const NODE_RECEIPT = receiptSchema('NodeReceipt', thingOrGone(NODE));
export const GROUP_RECEIPT = receiptSchema('GroupReceipt', thingOrGone(GROUP));
export const RESOURCE_RECEIPT = receiptSchema('ResourceReceipt', thingOrGone(RESOURCE));
export const OPERATED_RECEIPT = receiptSchema('OperatedReceipt', anyOf(NODE, thingOrGone(GROUP)));
