import { type Decider } from '../vocabulary/message.js';
import { decideBy, type DecisionTable } from '../vocabulary/tables.js';
import { type NodeCommand } from './commands.js';
import {
  cleanNode,
  deleteKeyContainer,
  restoreKeyContainer,
  restoreKeyContainerAbsence,
  revealKeyMaterial,
  setDefaultProvider,
  storeKeyContainer,
} from './decide/decide-crypto.js';
import { abandonEviction, returnNode, startEviction } from './decide/decide-eviction.js';
import { cureRegistry } from './decide/decide-cure.js';
import {
  cancelDrain,
  completeDrain,
  crashNode,
  openNode,
  pauseNode,
  resumeNode,
  startNode,
  stopNode,
} from './decide/decide-membership.js';
import {
  changeRegistry,
  fenceGroup,
  holdRegistry,
  releaseRegistry,
  restoreRegistries,
  restoreRegistry,
  stageRegistryChanges,
} from './decide/decide-registry.js';
import { type NodeEvent } from './events.js';
import { evolveNode } from './evolve.js';
import { editable, present, reachable, staying } from './decide/guard.js';
import { initialNode, type Node } from './state.js';

const DECISIONS: DecisionTable<Node, NodeCommand, NodeEvent> = {
  OpenNode: openNode,
  StartNode: staying(startNode),
  StopNode: staying(stopNode),
  CrashNode: staying(crashNode),
  PauseNode: staying(pauseNode),
  ResumeNode: staying(resumeNode),
  CompleteDrain: present(completeDrain),
  CancelDrain: present(cancelDrain),
  StartEviction: present(startEviction),
  AbandonEviction: present(abandonEviction),
  ReturnNode: present(returnNode),
  CleanNode: present(cleanNode),
  FenceGroup: present(fenceGroup),
  HoldRegistry: editable(holdRegistry),
  ReleaseRegistry: editable(releaseRegistry),
  StageRegistryChanges: editable(stageRegistryChanges),
  ChangeRegistry: editable(changeRegistry),
  CureRegistry: editable(cureRegistry),
  RestoreRegistry: reachable(restoreRegistry),
  RestoreRegistries: reachable(restoreRegistries),
  SetDefaultProvider: editable(setDefaultProvider),
  StoreKeyContainer: editable(storeKeyContainer),
  DeleteKeyContainer: editable(deleteKeyContainer),
  RevealKeyMaterial: editable(revealKeyMaterial),
  RestoreKeyContainer: reachable(restoreKeyContainer),
  RestoreKeyContainerAbsence: reachable(restoreKeyContainerAbsence),
};

/** A member machine: its state, its physical registry and its key containers. */
export const node: Decider<Node, NodeCommand, NodeEvent> = {
  initial: initialNode,
  decide: decideBy(DECISIONS),
  evolve: evolveNode,
};
