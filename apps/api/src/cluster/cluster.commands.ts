import {
  AddResourceType,
  ConfigureCluster,
  requireFormed,
  SetServerState,
  type Changed,
} from '#application';

import { command, created, receipt } from '../http/routes/command-route.js';
import { clusterShape } from '../shapes/cluster-shape.js';
import { AddTypeBody, ConfigureClusterBody, ServerStateBody } from './cluster.bodies.js';
import { CLUSTER_RECEIPT, RESOURCE_TYPE_RECEIPT } from './cluster-schemas.js';

const clusterOf = ({ state }: Changed): object => clusterShape(requireFormed(state.cluster));

/** The commands of the cluster itself. */
export const CLUSTER_COMMANDS = [
  command('PATCH /v1/cluster', {
    id: 'configureCluster',
    summary: 'Changes the policies of the cluster',
    answer: CLUSTER_RECEIPT,
    isAtOnce: true,
    hasETag: true,
    body: ConfigureClusterBody,
    toCommand: (caller, { body }) => new ConfigureCluster(caller, body),
    present: receipt(clusterOf),
  }),
  command('POST /v1/cluster/state', {
    id: 'setServerState',
    summary: 'Makes the cluster read-only or read-write',
    answer: CLUSTER_RECEIPT,
    hasETag: true,
    body: ServerStateBody,
    toCommand: (caller, { body }) => new SetServerState(caller, body),
    present: receipt(clusterOf),
  }),
];

/** The commands of resource types. */
export const RESOURCE_TYPE_COMMANDS = [
  command('POST /v1/resource-types', {
    id: 'addResourceType',
    summary: 'Adds a resource type',
    answer: RESOURCE_TYPE_RECEIPT,
    isAtOnce: true,
    status: 201,
    body: AddTypeBody,
    toCommand: (caller, { body }) => new AddResourceType(caller, body),
    present: created(
      () => '/v1/resource-types',
      ({ subject: { name } }: Changed<{ name: string }>) => ({ id: name, name }),
    ),
  }),
];
