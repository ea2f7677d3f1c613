import { type Logger } from 'pino';

import { type ClusterState } from '#domain';
import { type StartJob } from '#engine';

import { type Limits } from '../../apps/api/src/wire/limits.js';

/** The parts of a server that a test replaces. */
export type Circumstances = Readonly<{
  limits?: Partial<Limits>;
  environment?: Readonly<Record<string, string>>;
  log?: Logger;
  /** True if the projection has a thread of its own, as in a server; it takes longer to start. */
  hasThread?: boolean;
  /** Milliseconds between two checks of the whole read model. */
  checkEveryMs?: number;
  /** Milliseconds in which EventStoreDB has to answer; by default longer than any machine takes. */
  patienceMs?: number;
  /** Starts jobs; by default, on the thread of the test, or on one of their own with `hasThread`. */
  startJob?: StartJob;
  /** The folder of the built console; by default, there is none. */
  console?: string;
}>;

/** True when no operation is under way in any group or node. */
export const isSettled = (clusterState: ClusterState): boolean => {
  if (clusterState.cluster.status === 'absent') return true;
  const groups = [...clusterState.cluster.groups.keys()].map((id) => clusterState.group(id));
  const nodes = [...clusterState.cluster.nodes.keys()].map((id) => clusterState.node(id));
  return (
    groups.every((group) => group.status === 'open' && group.operation === undefined) &&
    nodes.every((node) => node.status === 'present' && node.drain === undefined)
  );
};
