import { parseStream, type NodeId, type ResourceId } from '#domain';
import { effectiveKey, parseKey } from '#registry';

import { parseSide } from '../diff/side.js';
import { NoSuchThing } from '../no-such-thing.js';
import { resolveEver } from '../names.js';
import { type Moment } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { driftPredicate } from './drift-predicate.js';
import { captureHashPredicate, nodeHashPredicate } from './hash-predicate.js';
import { type AskedPredicate, type Predicate } from './predicate.js';
import { ownerPredicate, statePredicate } from './state-predicate.js';
import { valuePlace, valuePredicate } from './value-predicate.js';
import { violationPredicate } from './violation-predicate.js';

const LISTS = { resource: 'resources', group: 'groups', node: 'nodes' } as const;

/**
 * The question that a request asks, with the ids of its things.
 *
 * @throws NoSuchThing, RequestRefusal
 */
export const findPredicate = (
  cluster: RunningCluster,
  moment: Moment,
  asked: AskedPredicate,
): Predicate => {
  const nodeId = (name: string): NodeId => resolveEver(moment, 'nodes', name) as NodeId;
  switch (asked.kind) {
    case 'value': {
      const key = effectiveKey(parseKey(asked.key), asked.view);
      return valuePredicate(cluster, valuePlace(nodeId(asked.node), key, asked.name), asked.wanted);
    }
    case 'state': {
      const { of, thing, is } = asked;
      return statePredicate(cluster, { of, id: resolveEver(moment, LISTS[of], thing), is });
    }
    case 'owner': {
      const group = resolveEver(moment, 'groups', asked.group);
      return ownerPredicate(cluster, { group, is: nodeId(asked.is) });
    }
    case 'hash':
      return hashPredicate(cluster, moment, asked);
    case 'drift': {
      const known = checkpointOf(cluster, moment, asked.checkpoint);
      return driftPredicate(cluster, { ...known, node: nodeId(asked.node) });
    }
    case 'violated':
      return violationPredicate(cluster, asked.rule);
  }
};

const hashPredicate = (
  cluster: RunningCluster,
  moment: Moment,
  { side: text, is }: Extract<AskedPredicate, { kind: 'hash' }>,
): Predicate => {
  const side = parseSide(text, '/when/hash/side');
  if (side.kind === 'node' && side.at === undefined) {
    const node = resolveEver(moment, 'nodes', side.node) as NodeId;
    return nodeHashPredicate(cluster, { node, is });
  }
  if (side.kind === 'checkpoint' && side.at === undefined)
    return captureHashPredicate(cluster, { ...checkpointOf(cluster, moment, side.checkpoint), is });
  throw malformed(
    '/when/hash/side',
    `"${text}" has one hash for ever: use node:<node> or checkpoint:<id>, without a moment`,
  );
};

/**
 * A checkpoint that is there, or was.
 *
 * @throws NoSuchThing
 */
const checkpointOf = (
  { reads }: RunningCluster,
  { position: to }: Moment,
  id: string,
): Readonly<{ resource: ResourceId; checkpoint: string; key: string | undefined }> => {
  const [added] = reads.events.list({ checkpoint: id, to }, { limit: 1, order: 'oldest' });
  const resource = added && parseStream(added.stream)?.id;
  if (resource === undefined) {
    const within = { kind: 'cluster', revision: -1 } as const;
    throw new NoSuchThing('ERROR_FILE_NOT_FOUND', { kind: 'checkpoint', nameOrId: id, within });
  }
  const { effectiveKey: key } = added?.event.data as Readonly<{ effectiveKey?: string }>;
  return { resource: resource as ResourceId, checkpoint: id, key };
};
