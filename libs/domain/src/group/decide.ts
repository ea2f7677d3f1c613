import { type Decider } from '../vocabulary/message.js';
import { decideBy, type DecisionTable } from '../vocabulary/tables.js';
import { type GroupCommand } from './commands.js';
import {
  closeGroup,
  configureGroup,
  openGroup,
  removePreferredOwner,
  reopenGroup,
} from './decide/decide-configuration.js';
import { addDependency, removeDependency, setDependencies } from './decide/decide-dependencies.js';
import {
  abandonMemberRemoval,
  addGroupMember,
  removeGroupMember,
  startMemberRemoval,
} from './decide/decide-members.js';
import {
  cancelGroupOperation,
  changeGroupOwner,
  completeGroupOperation,
  denyGroupMove,
  failGroupOperation,
  redirectGroupMove,
  startGroupMove,
  startGroupOperation,
} from './decide/decide-operation.js';
import { type GroupEvent } from './events.js';
import { evolveGroup } from './evolve.js';
import { open } from './decide/guard.js';
import { initialGroup, type Group } from './state.js';

const DECISIONS: DecisionTable<Group, GroupCommand, GroupEvent> = {
  OpenGroup: openGroup,
  ReopenGroup: reopenGroup,
  ConfigureGroup: open(configureGroup),
  RemovePreferredOwner: open(removePreferredOwner),
  AddGroupMember: open(addGroupMember),
  RemoveGroupMember: open(removeGroupMember),
  StartMemberRemoval: open(startMemberRemoval),
  AbandonMemberRemoval: open(abandonMemberRemoval),
  AddDependency: open(addDependency),
  RemoveDependency: open(removeDependency),
  SetDependencies: open(setDependencies),
  StartGroupMove: open(startGroupMove),
  RedirectGroupMove: open(redirectGroupMove),
  ChangeGroupOwner: open(changeGroupOwner),
  StartGroupOperation: open(startGroupOperation),
  CompleteGroupOperation: open(completeGroupOperation),
  FailGroupOperation: open(failGroupOperation),
  DenyGroupMove: open(denyGroupMove),
  CancelGroupOperation: open(cancelGroupOperation),
  CloseGroup: closeGroup,
};

/** A group (role): its owner, its members, and the operation that is under way. */
export const group: Decider<Group, GroupCommand, GroupEvent> = {
  initial: initialGroup,
  decide: decideBy(DECISIONS),
  evolve: evolveGroup,
};
