import { type EndPoint, type NodePreference } from '@eventstore/db-client';

/**
 * A connection string is malformed. The message says why and repeats nothing that may be secret.
 */
export class WrongConnectionString extends Error {
  override readonly name = 'WrongConnectionString';
}

/** The parts of a connection string. */
export type ConnectionString = Readonly<{
  /** True if the one host stands for all nodes of a cluster. */
  discovers: boolean;
  hosts: readonly [EndPoint, ...EndPoint[]];
  credentials?: Readonly<{ username: string; password: string }>;
  parameters: ParameterValues;
}>;

type ParameterValues = Readonly<{
  [Name in ParameterName]?: ReturnType<(typeof PARAMETERS)[Name]>;
}>;

type ParameterName = keyof typeof PARAMETERS;

/** Reads a parameter. @throws WrongConnectionString whose message describes the allowed values */
type Reader<Value> = (text: string) => Value;

const truth: Reader<boolean> = (text) => {
  if (text !== 'true' && text !== 'false') throw wrong('has to be true or false');
  return text === 'true';
};

const number =
  (least: number): Reader<number> =>
  (text) => {
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least)) throw wrong(`has to be a whole number, ${least} or more`);
    return value;
  };

const text: Reader<string> = (given) => decoded(given) ?? refuse('is not valid percent-encoding');

const PREFERENCES: readonly NodePreference[] = [
  'leader',
  'follower',
  'read_only_replica',
  'random',
];

const preference: Reader<NodePreference> = (given) =>
  PREFERENCES.find((known) => flat(known) === flat(given)) ??
  refuse(`has to be one of ${PREFERENCES.join(', ')}`);

/** The client can't leave certificates unchecked, and its error message prints the whole string. */
const verified: Reader<true> = (given) =>
  given === 'true' || refuse('has to be true: name the authority in tlsCAFile instead');

/** The parameters of a connection string, with their readers. */
const PARAMETERS = {
  tls: truth,
  tlsVerifyCert: verified,
  tlsCAFile: text,
  userCertFile: text,
  userKeyFile: text,
  connectionName: text,
  nodePreference: preference,
  maxDiscoverAttempts: number(1),
  discoveryInterval: number(0),
  gossipTimeout: number(1),
  defaultDeadline: number(1),
  keepAliveInterval: number(-1),
  keepAliveTimeout: number(-1),
  throwOnAppendFailure: truth,
};

const FORM = /^esdb(\+discover)?:\/\/([^?]*)(?:\?(.*))?$/;
const HOST = /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;
const DEFAULT_PORT = 2113;
const MAX_PORT = 65_535;
/** An unknown parameter name that is safe to show. */
const SHOWN = /^[A-Za-z_-]{1,40}$/;

const wrong = (reason: string): WrongConnectionString => new WrongConnectionString(reason);

const refuse = (reason: string): never => {
  throw wrong(reason);
};

/** Names are compared without case, `-` and `_`. */
const flat = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');

const decoded = (given: string): string | undefined => {
  try {
    return decodeURIComponent(given);
  } catch {
    return undefined;
  }
};

/**
 * Parses a connection string. The client's own parser is not used: for an unknown parameter it
 * prints the whole string.
 *
 * @throws WrongConnectionString
 */
export const parseConnectionString = (url: string): ConnectionString => {
  if (/\s/.test(url)) throw wrong('has a space in it');
  const [all, discover, place = '', query] = FORM.exec(url) ?? [];
  if (all === undefined) throw wrong('has to begin with esdb:// or esdb+discover://');
  // A ? in an unencoded password begins the query, so the query then holds the @.
  if (place.split('@').length > 2 || query?.includes('@') === true)
    throw wrong('has a character in the user name or the password that has to be percent-encoded');
  return {
    ...readPlace(place, discover !== undefined),
    parameters: readParameters(query),
  };
};

const readPlace = (place: string, discovers: boolean): Omit<ConnectionString, 'parameters'> => {
  const [hosts = '', userInfo] = place.split('@').reverse();
  return {
    discovers,
    hosts: readHosts(hosts, discovers),
    ...(userInfo !== undefined && { credentials: readCredentials(userInfo) }),
  };
};

const readCredentials = (userInfo: string): { username: string; password: string } => {
  const [, first = '', second = ''] = /^([^:]+):(.+)$/.exec(userInfo) ?? [];
  const [username, password] = [decoded(first), decoded(second)];
  if (!username || !password)
    throw wrong('has to have a user name and a password before the @, both percent-encoded');
  return { username, password };
};

const readHosts = (text: string, discovers: boolean): ConnectionString['hosts'] => {
  const [first = '', ...others] = text.replace(/\/+$/, '').split(',');
  if (discovers && others.length > 0)
    throw wrong('has several hosts, and esdb+discover:// takes one');
  return [readHost(first), ...others.map(readHost)];
};

const readHost = (text: string): EndPoint => {
  const [, address, digits] = HOST.exec(text) ?? [];
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  if (port < 1 || port > MAX_PORT)
    throw wrong(`has a host with port ${port}: ports are numbers from 1 to ${MAX_PORT}`);
  if (address === undefined)
    throw wrong('has to have hosts such as host:2113, with commas between them');
  return { address, port };
};

const NAMES = new Map(
  (Object.keys(PARAMETERS) as ParameterName[]).map((name) => [flat(name), name] as const),
);

const readParameters = (query: string | undefined): ParameterValues => {
  if (query === undefined) return {};
  const found = new Map<ParameterName, unknown>();
  for (const part of query.split('&')) {
    const [name, value] = readParameter(part);
    if (found.has(name)) throw wrong(`has ${name} more than once`);
    found.set(name, value);
  }
  if (found.has('userCertFile') !== found.has('userKeyFile'))
    throw wrong('has to have userCertFile and userKeyFile together');
  return Object.fromEntries(found);
};

const readParameter = (part: string): readonly [ParameterName, unknown] => {
  const [, given, value = ''] = /^([^=]+)=([^?]+)$/.exec(part) ?? [];
  if (given === undefined)
    throw wrong('has to have parameters such as tls=false, with & between them');
  const name = NAMES.get(flat(given)) ?? refuse(unknownName(given));
  return [name, valueOf(name, value)];
};

const unknownName = (given: string): string =>
  `has an unknown parameter${SHOWN.test(given) ? ` "${given}"` : ''}: there are ${Object.keys(PARAMETERS).join(', ')}`;

const valueOf = (name: ParameterName, value: string): unknown => {
  try {
    return PARAMETERS[name](value);
  } catch (error) {
    throw error instanceof WrongConnectionString
      ? wrong(`has ${name}, which ${error.message}`)
      : error;
  }
};
