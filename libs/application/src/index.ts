export { commandIdOf, idFor, metadataOf, operationOf, type Caller } from './caller.js';
export { CommandMetrics } from './execution/command-metrics.js';
export { configuredAt, type CommandPlan, type WaitCondition } from './execution/command-plan.js';
export { CommandRunner } from './execution/command-runner.js';
export { Idempotency } from './execution/idempotency.js';
export { type Changed, type Outcome } from './execution/outcome.js';
export { given } from './fields.js';
export { AddGroup } from './groups/add-group.js';
export { ConfigureGroup } from './groups/configure-group.js';
export { DeleteGroup } from './groups/delete-group.js';
export { MoveGroup } from './groups/move-group.js';
export { OfflineGroup } from './groups/offline-group.js';
export { OnlineGroup } from './groups/online-group.js';
export { HANDLERS } from './handlers.js';
export { bring, bringOne, type Bringing } from './lifecycle/bring.js';
export { drainEnded, groupOperationEnded, operationFailure } from './lifecycle/operation-end.js';
export {
  directoryOf,
  groupState,
  nameOf,
  nodeState,
  resolveGroup,
  resolveNode,
  resolveResource,
  resourceState,
  type Named,
} from './names.js';
export {
  malformed,
  Refusal,
  RequestRefusal,
  type Fault,
  type RequestRefusalKind,
} from './refusals.js';
export { destinationOf } from './placement/destination.js';
export { AddDependency } from './resources/add-dependency.js';
export { AddPossibleOwner } from './resources/add-possible-owner.js';
export { AddResource } from './resources/add-resource.js';
export { ConfigureResource } from './resources/configure-resource.js';
export { DeleteResource } from './resources/delete-resource.js';
export { FailResource } from './resources/fail-resource.js';
export { OfflineResource } from './resources/offline-resource.js';
export { OnlineResource } from './resources/online-resource.js';
export { RemoveDependency } from './resources/remove-dependency.js';
export { RemovePossibleOwner } from './resources/remove-possible-owner.js';
export { ReportResource } from './resources/report-resource.js';
export { RunningCluster, type ClusterCommands, type ClusterLog } from './running-cluster.js';
