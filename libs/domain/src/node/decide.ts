import { type Decider } from '../shared/message.js';
import { decideBy, type DecisionTable } from '../shared/tables.js';
import { type NodeCommand } from './commands.js';
import {
  cleanNode,
  deleteKeyContainer,
  restoreKeyContainer,
  restoreKeyContainerAbsence,
  revealKeyMaterial,
  setDefaultProvider,
  storeKeyContainer,
} from './decide-crypto.js';
import {
  cancelDrain,
  completeDrain,
  crashNode,
  openNode,
  pauseNode,
  resumeNode,
  startNode,
  stopNode,
} from './decide-membership.js';
import {
  changeRegistry,
  fenceGroup,
  holdRegistry,
  releaseRegistry,
  restoreRegistry,
  stageRegistryChanges,
} from './decide-registry.js';
import { type NodeEvent } from './events.js';
import { evolveNode } from './evolve.js';
import { present, reachable } from './guard.js';
import { initialNode, type Node } from './state.js';

const DECISIONS: DecisionTable<Node, NodeCommand, NodeEvent> = {
  OpenNode: openNode,
  StartNode: present(startNode),
  StopNode: present(stopNode),
  CrashNode: present(crashNode),
  PauseNode: present(pauseNode),
  ResumeNode: present(resumeNode),
  CompleteDrain: present(completeDrain),
  CancelDrain: present(cancelDrain),
  CleanNode: present(cleanNode),
  FenceGroup: present(fenceGroup),
  HoldRegistry: reachable(holdRegistry),
  ReleaseRegistry: reachable(releaseRegistry),
  StageRegistryChanges: reachable(stageRegistryChanges),
  ChangeRegistry: reachable(changeRegistry),
  RestoreRegistry: reachable(restoreRegistry),
  SetDefaultProvider: reachable(setDefaultProvider),
  StoreKeyContainer: reachable(storeKeyContainer),
  DeleteKeyContainer: reachable(deleteKeyContainer),
  RevealKeyMaterial: reachable(revealKeyMaterial),
  RestoreKeyContainer: reachable(restoreKeyContainer),
  RestoreKeyContainerAbsence: reachable(restoreKeyContainerAbsence),
};

/** A member machine: whether it is up, and its physical registry. */
export const node: Decider<Node, NodeCommand, NodeEvent> = {
  initial: initialNode,
  decide: decideBy(DECISIONS),
  evolve: evolveNode,
};
