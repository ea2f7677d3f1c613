import { ClusterError } from '#clusapi';
import { type Decider } from '../shared/message.js';
import { type NodeCommand, type NodeCommandData } from './commands.js';
import { clean, decideCrypto } from './decide-crypto.js';
import { decideEviction, requireStays } from './decide-eviction.js';
import { decideMembership } from './decide-membership.js';
import { decideRegistry } from './decide-registry.js';
import { type NodeEvent } from './events.js';
import { evolveNode } from './evolve.js';
import { initialNode, type Node, type PresentNode } from './state.js';

const decideNode = (command: NodeCommand, state: Node): readonly NodeEvent[] =>
  command.type === 'OpenNode'
    ? open(command.data, state)
    : decidePresent(command, requirePresent(state));

const decidePresent = (
  command: Exclude<NodeCommand, { type: 'OpenNode' }>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (!GOES_ON.has(command.type)) requireStays(state);
  switch (command.type) {
    case 'StartEviction':
    case 'AbandonEviction':
      return decideEviction(command, state);
    case 'FenceGroup':
      return fence(command.data, state);
    case 'CleanNode':
      return clean(state);
    case 'StageRegistryChanges':
    case 'ChangeRegistry':
    case 'RestoreRegistry':
    case 'HoldRegistry':
    case 'ReleaseRegistry':
      return decideRegistry(command, state);
    case 'SetDefaultProvider':
    case 'StoreKeyContainer':
    case 'DeleteKeyContainer':
    case 'RevealKeyMaterial':
    case 'RestoreKeyContainer':
      return decideCrypto(command, state);
    default:
      return decideMembership(command, state);
  }
};

/** What the cluster does by itself ends what is under way, and cleans up. */
const GOES_ON: ReadonlySet<NodeCommand['type']> = new Set([
  'StartEviction',
  'AbandonEviction',
  'CleanNode',
  'FenceGroup',
  'CompleteDrain',
  'CancelDrain',
  'RestoreRegistry',
  'RestoreKeyContainer',
]);

/** A member machine: whether it is up, and its physical registry. */
export const node: Decider<Node, NodeCommand, NodeEvent> = {
  initial: initialNode,
  decide: decideNode,
  evolve: evolveNode,
};

const requirePresent = (state: Node): PresentNode => {
  if (state.status === 'absent')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', 'no such node');
  return state;
};

const open = (data: NodeCommandData<'OpenNode'>, state: Node): readonly NodeEvent[] =>
  state.status === 'absent' ? [{ type: 'NodeOpened', data }] : [];

const fence = (data: NodeCommandData<'FenceGroup'>, state: PresentNode): readonly NodeEvent[] =>
  (state.fences.get(data.group) ?? 0) >= data.epoch ? [] : [{ type: 'GroupFenced', data }];
