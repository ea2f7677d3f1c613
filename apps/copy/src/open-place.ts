import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isErasable, streamsOf } from '#domain';
import { type EventStore } from '#event-store';
import { openEsdbEventStore, WrongConnectionString } from '#event-store-esdb';
import { makePrivate, salvage, SqliteEventStore } from '#event-store-sqlite';

import { Refusal } from './refusal.js';
import { type Piece } from './salvage.js';
import { type Target } from './write.js';

/** The place to open, and its use. */
export type Opening = Readonly<{
  /** A data folder, or a connection string of EventStoreDB. */
  place: string;
  cluster: string;
  role: 'from' | 'to';
}>;

/** The embedded log writes all appends of one turn of the event loop in one transaction. */
const EMBEDDED_AT_ONCE = 1024;

/** EventStoreDB may write appends to several streams in any order, or only some of them. */
const ESDB_AT_ONCE = 1;

const clock = (): Date => new Date();

/** Matches a scheme of several letters, or a password between a user name and a host. */
const SERVER = /^[a-z][a-z0-9+.-]+:|:[^@]*@/i;

/** True for a connection string, even for a malformed one. */
const isServer = (place: string): boolean => SERVER.test(place);

/**
 * Opens a place from the command line. A text that looks like a connection string is treated as
 * one: messages show the name of a folder, but must not show a password.
 *
 * @throws Refusal if there is nothing to copy from
 * @throws LogInUse while a server has the log of a folder open
 */
export const openPlace = async (opening: Opening): Promise<Target> =>
  isServer(opening.place) ? openServer(opening) : openFolder(opening);

const openFolder = ({ place, role }: Opening): Target => {
  const file = join(place, 'log.db');
  if (role === 'from' && !existsSync(file)) throw new Refusal(`there is no log in ${place}`);
  if (role === 'to') makePrivate(place, { warn: console.error });
  return { store: SqliteEventStore.open({ file, clock, isErasable }), atOnce: EMBEDDED_AT_ONCE };
};

const openServer = async ({ place, cluster, role }: Opening): Promise<Target> => {
  try {
    return {
      store: await openEsdbEventStore({ url: place, streams: streamsOf(cluster), clock }),
      atOnce: ESDB_AT_ONCE,
    };
  } catch (error) {
    if (!(error instanceof WrongConnectionString)) throw error;
    throw new Refusal(`--${role} ${error.message}`);
  }
};

/**
 * Opens a damaged log to read its intact parts, and a new log.
 *
 * @throws Refusal if the places are no data folders, or the target has a log
 */
export const openSalvage = ({
  from,
  to,
}: Readonly<{ from: string; to: string }>): Readonly<{
  pieces: Iterable<Piece>;
  store: EventStore;
}> => {
  const [source, file] = [join(from, 'log.db'), join(to, 'log.db')];
  if (isServer(from) || isServer(to)) throw new Refusal('--salvage is for data folders');
  if (!existsSync(source)) throw new Refusal(`there is no log in ${from}`);
  if (existsSync(file)) throw new Refusal(`there is a log in ${to}: --salvage needs a new folder`);
  const pieces = salvage(source);
  makePrivate(to, { warn: console.error });
  return { pieces, store: SqliteEventStore.open({ file, clock, isErasable }) };
};
