import { type KeyObject } from 'node:crypto';

import { ClusterError } from '#clusapi';
import {
  defaultProvider,
  findContainer,
  parseCryptoName,
  streamName,
  type NodeEvent,
  type NodeId,
  type PresentNode,
  type StoredContainer,
  type ClusterView,
} from '#domain';
import { pendingCryptoSteps } from '#processes';

import { type WaitCondition } from '../execution/command-plan.js';
import { type Outcome } from '../execution/outcome.js';
import { NoSuchThing } from '../no-such-thing.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { BadKey, keyFromBlob, keyFromPem, type PrivateKey } from './key-blobs.js';

/** A private key as a caller gives it, and whether it may leave the node. */
export type GivenKey = Readonly<{
  /** PKCS #8. */
  pem?: string | undefined;
  /** A PRIVATEKEYBLOB in base64. */
  blob?: string | undefined;
  exportable?: boolean | undefined;
}>;

/** The part of an event that describes a key container, without its key. */
export type ContainerRecord = Pick<StoredContainer, 'container' | 'key' | 'fingerprint'> &
  Partial<StoredContainer>;

/**
 * Finds a key container by its id, or as `Type\Provider\Container`.
 *
 * @throws ClusterError NTE_BAD_KEYSET if there is none
 */
export const containerIn = (
  clusterState: ClusterView,
  node: NodeId,
  nameOrId: string,
): StoredContainer => {
  const state = clusterState.presentNode(node);
  const found = nameOrId.includes('\\')
    ? state && findContainer(state, parseCryptoName(nameOrId))
    : [...(state?.containers.values() ?? [])].find(({ container }) => container === nameOrId);
  if (found !== undefined) return found;
  const within = { kind: 'node', id: node, revision: clusterState.revision('node', node) } as const;
  throw new NoSuchThing('NTE_BAD_KEYSET', { kind: 'key container', nameOrId, within });
};

/**
 * @throws RequestRefusal if the request has no key, or the text is not a private key
 */
export const parseKey = ({ pem, blob }: GivenKey): PrivateKey => {
  if ((pem === undefined) === (blob === undefined))
    throw malformed('/pem', 'one of pem and blob is needed, and not both');
  try {
    return pem === undefined ? keyFromBlob(Buffer.from(blob ?? '', 'base64')) : keyFromPem(pem);
  } catch (error) {
    if (error instanceof BadKey)
      throw malformed(pem === undefined ? '/blob' : '/pem', error.message);
    throw error;
  }
};

/** The algorithms of the keys that the providers of a type have (domain facts, A18). */
const ALGORITHMS: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ['rsa']],
  [2, ['rsa']],
  [3, ['dsa']],
  [12, ['rsa']],
  [13, ['dsa', 'dh']],
  [14, ['ec']],
  [15, ['ec']],
  [16, ['ec']],
  [17, ['ec']],
  [18, ['dh']],
  [24, ['rsa']],
]);

/**
 * @throws RequestRefusal for a key of another algorithm than those of the provider type
 */
export const requireAlgorithm = (type: number, key: KeyObject, { pem }: GivenKey): void => {
  const wanted = ALGORITHMS.get(type);
  const algorithm = key.asymmetricKeyType ?? '';
  if (wanted === undefined || wanted.includes(algorithm)) return;
  throw malformed(
    pem === undefined ? '/blob' : '/pem',
    `is a key for ${algorithm}, but provider type ${type} has keys for ${wanted.join(' and ')}`,
  );
};

/**
 * The provider's name. @throws ClusterError NTE_PROV_TYPE_NOT_DEF if the name is empty and the node
 * has no default provider
 */
export const providerOf = (state: PresentNode, type: number, typed: string): string => {
  const provider = typed === '' ? defaultProvider(state, type) : typed;
  if (provider === undefined)
    throw new ClusterError(
      'NTE_PROV_TYPE_NOT_DEF',
      `type ${type} has no default on node ${state.name}`,
      { field: 'provider' },
    );
  return provider;
};

/**
 * A container as the event of a command describes it. The present state may differ: a later command
 * may have changed it.
 */
export const recordedContainer = async (
  { name, log }: RunningCluster,
  { events }: Outcome,
  [node, type]: readonly [node: NodeId, type: NodeEvent['type']],
): Promise<ContainerRecord> => {
  const stream = streamName(name, 'node', node);
  const found = events.find((event) => event.stream === stream && event.type === type);
  const recorded = found && (await log.eventAt(stream, found.revision));
  if (recorded?.event.type !== type) throw new Error(`${type} was written and can't be read`);
  return recorded.event.data as ContainerRecord;
};

/** Holds once the resources that are online on a node have captured a new key or its absence. */
export const keysCaptured = ({ name, state }: RunningCluster, node: NodeId): WaitCondition => {
  const members = state.groupsOn(node).flatMap((id) => state.membersOf(id));
  const isCaptured = (id: (typeof members)[number]): boolean => {
    const resource = state.openResource(id);
    if (resource === undefined || state.presentNode(node) === undefined) return true;
    return state.onlineAt(id) !== node || pendingCryptoSteps(state, id, 'following').length === 0;
  };
  return {
    streams: members.map((id) => streamName(name, 'resource', id)),
    holds: () => members.every(isCaptured),
  };
};
