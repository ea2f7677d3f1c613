import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { requireFree } from './guard.js';
import { violationKey, type Cluster, type FormedCluster } from '../state.js';

export const formCluster = (
  { name, logId, types }: DataOf<ClusterCommand, 'FormCluster'>,
  { status }: Cluster,
): readonly ClusterEvent[] =>
  status === 'formed'
    ? []
    : [
        { type: 'ClusterFormed', data: { name, logId } },
        ...types.map((type): ClusterEvent => ({ type: 'ResourceTypeAdded', data: { name: type } })),
      ];

export const configureCluster = (
  { clobberPolicy }: DataOf<ClusterCommand, 'ConfigureCluster'>,
  state: FormedCluster,
): readonly ClusterEvent[] =>
  clobberPolicy === undefined || clobberPolicy === state.clobberPolicy
    ? []
    : [{ type: 'ClusterConfigured', data: { clobberPolicy } }];

export const setServerState = (
  data: DataOf<ClusterCommand, 'SetServerState'>,
  { serverState }: FormedCluster,
): readonly ClusterEvent[] =>
  data.state === serverState ? [] : [{ type: 'ServerStateChanged', data }];

export const addResourceType = (
  data: DataOf<ClusterCommand, 'AddResourceType'>,
  { types }: FormedCluster,
): readonly ClusterEvent[] => {
  requireFree(types, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'ResourceTypeAdded', data }];
};

/** Records a violation once. */
export const recordViolation = (
  data: DataOf<ClusterCommand, 'RecordViolation'>,
  { violations }: FormedCluster,
): readonly ClusterEvent[] =>
  violations.has(violationKey(data)) ? [] : [{ type: 'RuleViolated', data }];

/** Records every export, also the second of the same events. */
export const recordExport = (
  data: DataOf<ClusterCommand, 'RecordExport'>,
): readonly ClusterEvent[] => [{ type: 'EventsExported', data }];

/** Records every acknowledgement: the ledger knows which lost write already has one. */
export const acknowledgeLostWrite = (
  data: DataOf<ClusterCommand, 'AcknowledgeLostWrite'>,
): readonly ClusterEvent[] => [{ type: 'LostWriteAcknowledged', data }];
