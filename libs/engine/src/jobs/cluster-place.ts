import { type Assembly } from '../assembly.js';
import { type EngineSettings } from '../engine-settings.js';
import { type ClusterPlace } from './task-context.js';

/** The files and the log of an engine, for the threads of jobs. */
export const clusterPlace = async (
  { data, cluster, masterKeyFile }: EngineSettings,
  { clusterState: { cluster: formed }, opened: { store, place } }: Assembly,
): Promise<ClusterPlace> => {
  const id = formed.status === 'formed' ? formed.logId : '';
  return { data, cluster, masterKeyFile, log: place, id, head: await store.head() };
};
