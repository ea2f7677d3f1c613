import { isIP } from 'node:net';
import { join } from 'node:path';

import { checkConnectionString, WrongSetting, type EngineSettings } from '#engine';

import { redactOf } from './redact-setting.js';

/** The settings of the environment, checked. */
export type Settings = EngineSettings &
  Readonly<{
    host: string;
    /** Further names by which requests may call the server, in lower case. */
    allowedHosts: readonly string[];
    /** 0 takes any free port. */
    port: number;
    logLevel: string;
    /** The most `.reg` files that are read at once, and the most bytes of them that are held. */
    maxUploads: number;
    maxUploadBytes: number;
  }>;

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const MAX_PORT = 65_535;
/** With a shorter lease, a pause of the runtime or a slow disk of the server would end it. */
const MIN_LEASE_S = 2;
const MAX_LEASE_S = 300;

/**
 * A host name. Its last label is a word, because a name that ends in a number is parsed as an
 * address.
 */
const HOST_NAME =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*(?!\d+$|0x)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i;

/** A variable that is set; undefined if it is not set. */
const textOf = (env: Environment, name: string): string | undefined => {
  const text = env[name];
  if (text === undefined) return undefined;
  if (text === '' || text !== text.trim())
    throw new WrongSetting(`${name} is "${text}": it has to be text without spaces around it`);
  return text;
};

const oneOf = <Value extends string>(
  env: Environment,
  name: string,
  values: readonly [Value, ...Value[]],
): Value => {
  const text = env[name] ?? values[0];
  const found = values.find((value) => value === text);
  if (found === undefined)
    throw new WrongSetting(`${name} is "${text}": it has to be one of ${values.join(', ')}`);
  return found;
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const hostOf = (env: Environment): string => {
  const host = textOf(env, 'TIDEMARK_HOST') ?? '127.0.0.1';
  if (isIP(host) === 0 && !HOST_NAME.test(host))
    throw new WrongSetting(`TIDEMARK_HOST is "${host}": it has to be an address or a host name`);
  if (!isLoopback(host) && env['TIDEMARK_INSECURE'] !== 'yes')
    throw new WrongSetting(
      `TIDEMARK_HOST is "${host}": without authentication only loopback is allowed, unless TIDEMARK_INSECURE is "yes"`,
    );
  return host;
};

const allowedHostsOf = (env: Environment): readonly string[] => {
  const names = textOf(env, 'TIDEMARK_ALLOWED_HOSTS')?.split(',') ?? [];
  return names.map((text) => {
    const name = text.trim();
    if (!HOST_NAME.test(name))
      throw new WrongSetting(
        `TIDEMARK_ALLOWED_HOSTS has "${name}": it has to be host names without ports, with commas between them`,
      );
    return name.toLowerCase();
  });
};

const portOf = (env: Environment): number => {
  const text = env['TIDEMARK_PORT'] ?? '2180';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= MAX_PORT))
    throw new WrongSetting(`TIDEMARK_PORT is "${text}": it has to be a number up to ${MAX_PORT}`);
  return port;
};

const clusterOf = (env: Environment): string => {
  const cluster = env['TIDEMARK_CLUSTER'] ?? 'tidemark';
  if (!/^[a-z0-9_]{1,32}$/.test(cluster))
    throw new WrongSetting(`TIDEMARK_CLUSTER is "${cluster}": it has to match [a-z0-9_]{1,32}`);
  return cluster;
};

const leaseSecondsOf = (env: Environment): number => {
  const text = env['TIDEMARK_LEASE_SECONDS'] ?? '6';
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (seconds >= MIN_LEASE_S && seconds <= MAX_LEASE_S) return seconds;
  throw new WrongSetting(
    `TIDEMARK_LEASE_SECONDS is "${text}": it has to be a whole number from ${MIN_LEASE_S} to ${MAX_LEASE_S}`,
  );
};

const eventStoreUrlOf = (env: Environment): string | undefined => {
  const url = env['EVENTSTORE_URL'];
  if (url !== undefined) checkConnectionString(url);
  return url;
};

/** A whole number above 0 in decimal digits. */
const numberOf = (env: Environment, name: string, otherwise: number): number => {
  const text = env[name] ?? String(otherwise);
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new WrongSetting(`${name} is "${text}": it has to be a whole number above 0`);
  return Number(text);
};

/**
 * @throws WrongSetting for the first wrong setting
 */
export const readSettings = (env: Environment): Settings => {
  const url = eventStoreUrlOf(env);
  const data = textOf(env, 'TIDEMARK_DATA') ?? './data';
  const newLog = textOf(env, 'TIDEMARK_NEW_LOG');
  return {
    host: hostOf(env),
    allowedHosts: allowedHostsOf(env),
    port: portOf(env),
    data,
    backups: textOf(env, 'TIDEMARK_BACKUPS') ?? join(data, 'backups'),
    masterKeyFile: textOf(env, 'TIDEMARK_MASTER_KEY_FILE') ?? join(data, 'master.key'),
    masterKeyIsLost: oneOf(env, 'TIDEMARK_MASTER_KEY_LOST', ['no', 'yes']) === 'yes',
    ...(newLog !== undefined && { newLog }),
    redact: redactOf(env['TIDEMARK_REDACT']),
    leaseSeconds: leaseSecondsOf(env),
    cluster: clusterOf(env),
    ...(url !== undefined && { eventStoreUrl: url }),
    profile: oneOf(env, 'TIDEMARK_PROFILE', ['2003', '2022']),
    logLevel: oneOf(env, 'TIDEMARK_LOG_LEVEL', ['info', ...LOG_LEVELS]),
    maxUploads: numberOf(env, 'TIDEMARK_MAX_UPLOADS', 8),
    maxUploadBytes: numberOf(env, 'TIDEMARK_MAX_UPLOAD_BYTES', 256 * 1024 * 1024),
  };
};
