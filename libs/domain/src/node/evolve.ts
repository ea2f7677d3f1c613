import { emptyTree } from '#registry';

import { type DataOf } from '../vocabulary/message.js';
import { evolveBy, type EvolutionTable } from '../vocabulary/tables.js';
import { type NodeEvent } from './events.js';
import {
  defaultProviderSet,
  keyContainerAbsenceRestored,
  keyContainerDeleted,
  keyContainerRestored,
  keyContainerStored,
  keyMaterialRevealed,
} from './evolve/evolve-crypto.js';
import {
  drainCompleted,
  drainStarted,
  nodeCrashed,
  nodeEvictionAbandoned,
  nodeReturned,
  nodeEvictionStarted,
  nodePaused,
  nodeResumed,
  nodeStarted,
  nodeStopped,
} from './evolve/evolve-membership.js';
import {
  groupFenced,
  registryChanged,
  registryChangesStaged,
  registryHeld,
  registryReleased,
  registryRestored,
} from './evolve/evolve-registry.js';
import { type Node, type PresentNode } from './state.js';

const nodeOpened = (_: Node, { name }: DataOf<NodeEvent, 'NodeOpened'>): PresentNode => ({
  status: 'present',
  name,
  state: 'Up',
  isPaused: false,
  hasCrashed: false,
  crashedIn: undefined,
  ignoresPersistentState: false,
  drain: undefined,
  drainStatus: 'NotInitiated',
  leaving: undefined,
  failback: 'none',
  containers: new Map(),
  deletions: [],
  defaultProviders: new Map(),
  holds: new Map(),
  registry: emptyTree,
  revision: 0,
  startedAt: 0,
  registryRevision: -1,
  curedAt: -1,
  fences: new Map(),
  restores: new Map(),
  staged: new Map(),
});

/** Applies an event to an existing node and counts its revision; otherwise changes nothing. */
const counted =
  <Data>(evolve: (state: PresentNode, data: Data) => PresentNode) =>
  (state: Node, data: Data): Node =>
    state.status === 'absent' ? state : evolve({ ...state, revision: state.revision + 1 }, data);

const EVOLUTIONS: EvolutionTable<Node, NodeEvent> = {
  NodeOpened: nodeOpened,
  NodeStarted: counted(nodeStarted),
  NodeStopped: counted(nodeStopped),
  NodeCrashed: counted(nodeCrashed),
  NodePaused: counted(nodePaused),
  NodeResumed: counted(nodeResumed),
  DrainStarted: counted(drainStarted),
  DrainCompleted: counted(drainCompleted),
  NodeEvictionStarted: counted(nodeEvictionStarted),
  NodeEvictionAbandoned: counted(nodeEvictionAbandoned),
  NodeReturned: counted(nodeReturned),
  GroupFenced: counted(groupFenced),
  RegistryHeld: counted(registryHeld),
  RegistryReleased: counted(registryReleased),
  RegistryChangesStaged: counted(registryChangesStaged),
  RegistryChanged: counted(registryChanged),
  RegistryRestored: counted(registryRestored),
  DefaultProviderSet: counted(defaultProviderSet),
  KeyContainerStored: counted(keyContainerStored),
  KeyContainerRestored: counted(keyContainerRestored),
  KeyContainerAbsenceRestored: counted(keyContainerAbsenceRestored),
  KeyContainerDeleted: counted(keyContainerDeleted),
  KeyMaterialRevealed: counted(keyMaterialRevealed),
};

export const evolveNode = evolveBy(EVOLUTIONS);

/** The names of the events of a node. */
export const NODE_EVENT_TYPES: readonly string[] = Object.keys(EVOLUTIONS);
