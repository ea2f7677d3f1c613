import { createContext, useContext } from 'react';

import { type Command } from '../api/command.js';

/** The choices of a person: the node of `destinationOf`, and if it is forced. */
export type Chosen = Readonly<{ destination: string; isForced: boolean }>;

/** A command that a person is about to give, with its words. */
export type Action = Readonly<{
  /** The title of its window: `Move SQL`. */
  title: string;
  /** The text of the button that carries it out. */
  confirm: string;
  /** The group whose destination is asked for; `command` then gets the chosen node. */
  destinationOf?: string;
  /** The text of a check box that makes the command do what it else refuses; `isForced` if it is checked. */
  forcing?: string;
  /** A sentence about it, for an action that can't be tried. */
  says?: string;
  command: (chosen: Chosen) => Command;
}>;

/** Opens the window in which an action is tried and carried out. */
export type Act = (action: Action) => void;

export const ActContext = createContext<Act>(() => undefined);

export const useAct = (): Act => useContext(ActContext);

const CURES = /\/(restore|recapture|revert|recover|acknowledge)$/;
const STORED_COPY = /^\/v1\/resources\/[^/]+\/checkpoints\/[^/]+$/;

const pathOf = ({ path }: Command): string => path.split('?', 1)[0] ?? '';

/** True for a command that is refused without a reason. */
export const needsReason = (command: Command): boolean =>
  CURES.test(pathOf(command)) || (command.method === 'PATCH' && STORED_COPY.test(pathOf(command)));

const UNTRIED = /^\/v1\/(parked\/|backups(\/schedule)?$)/;

/** True for a command that the API can try without carrying it out. */
export const canBeTried = (command: Command): boolean => !UNTRIED.test(pathOf(command));

export const takesReason = ({ path }: Command): boolean => !path.startsWith('/v1/parked/');
