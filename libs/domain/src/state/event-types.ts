import { BACKUP_EVENT_TYPES } from '../backup/decide.js';
import { CLUSTER_EVENT_TYPES } from '../cluster/evolve.js';
import { GROUP_EVENT_TYPES } from '../group/evolve.js';
import { NODE_EVENT_TYPES } from '../node/evolve.js';
import { RESOURCE_EVENT_TYPES } from '../resource/evolve.js';

/** The name of every event of the history, sorted. */
export const EVENT_TYPES: readonly string[] = [
  ...new Set([
    ...CLUSTER_EVENT_TYPES,
    ...NODE_EVENT_TYPES,
    ...GROUP_EVENT_TYPES,
    ...RESOURCE_EVENT_TYPES,
    ...BACKUP_EVENT_TYPES,
  ]),
].sort();
