import { ClusterError } from './cluster-error.js';

/** CLUSAPI_RESOURCE_ONLINE_… (domain facts, A10). */
export const ONLINE_FLAGS = {
  IGNORE_RESOURCE_STATUS: 0x1,
  DO_NOT_UPDATE_PERSISTENT_STATE: 0x2,
  NECESSARY_FOR_QUORUM: 0x4,
  BEST_POSSIBLE_NODE: 0x8,
} as const;

/** CLUSAPI_RESOURCE_OFFLINE_… (domain facts, C16). */
export const OFFLINE_FLAGS = {
  IGNORE_RESOURCE_STATUS: 0x1,
  FORCE_WITH_TERMINATION: 0x2,
  DO_NOT_UPDATE_PERSISTENT_STATE: 0x4,
} as const;

/** CLUSAPI_GROUP_MOVE_… (domain facts, C21). */
export const MOVE_FLAGS = {
  IGNORE_RESOURCE_STATUS: 0x1,
  RETURN_TO_SOURCE_NODE_ON_ERROR: 0x2,
  QUEUE_ENABLED: 0x4,
  HIGH_PRIORITY_START: 0x8,
} as const;

/** CLUSAPI_NODE_PAUSE_… (domain facts, C22). */
export const PAUSE_FLAGS = {
  REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR: 0x1,
  AVOID_PLACEMENT: 0x2,
  RETRY_DRAIN_ON_FAILURE: 0x4,
} as const;

/**
 * The names of the flags that are set.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a bit without a flag
 */
export const flagsOf = <Name extends string>(
  flags: number,
  known: Readonly<Record<Name, number>>,
): ReadonlySet<Name> => {
  const entries = Object.entries(known) as [Name, number][];
  const rest = entries.reduce((left, [, bit]) => left - (hasBit(flags, bit) ? bit : 0), flags);
  if (rest !== 0)
    throw new ClusterError('ERROR_INVALID_PARAMETER', `0x${rest.toString(16)} is no flag`, {
      field: 'flags',
    });
  return new Set(entries.flatMap(([name, bit]) => (hasBit(flags, bit) ? [name] : [])));
};

const hasBit = (flags: number, bit: number): boolean => Math.floor(flags / bit) % 2 === 1;
