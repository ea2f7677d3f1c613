import { caughtUp, nameOf, type RunningCluster } from '#application';
import { type NodeId } from '#domain';
import { toPosition, type EventRef } from '#event-store';
import { type UnsecuredPlace } from '#read-models';
import { valueToJson } from '#registry';

import { Writers } from './writers.js';

/** The most places that are shown. */
const MAX_ITEMS = 100;

/**
 * The edits that left the cluster with an evicted node: edits of checkpointed keys that no stored
 * copy has. Key containers are read from before the eviction, which erases them.
 */
export const unsecuredShape = async (
  cluster: RunningCluster,
  node: NodeId,
  events: readonly EventRef[],
): Promise<object> => {
  await caughtUp(cluster);
  const { reads, state } = cluster;
  const writers = new Writers(reads, state);
  const evicted = events.find(({ type }) => type === 'NodeEvicted')?.position;
  const at = evicted === undefined ? reads.position : toPosition(evicted - 1n);
  const found = reads.ledger.unsecured.on(state, node, { limit: MAX_ITEMS, at });
  const items = found.items.map(({ resource, value, written, ...place }) => ({
    ...place,
    resource: nameOf(state, 'resources', resource),
    value: valueShape(value),
    writtenAt: writers.at(Number(written)),
  }));
  return { ...found, items };
};

const valueShape = (value: UnsecuredPlace['value']): object | true | null => {
  if (value === undefined || value === true) return value ?? null;
  return 'fingerprint' in value ? value : valueToJson(value);
};
