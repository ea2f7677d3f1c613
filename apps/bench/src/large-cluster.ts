import { join } from 'node:path';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';

import { Generator } from './generate.js';

/** The size of the cluster that the console shows. */
export type LargeCluster = Readonly<{ events: number; nodes: number; values: number }>;

const RESOURCES = 16;
/** The values of each node beside those of the large key. */
const VALUES = 256;
const BATCH = 1000;
/** The node with the large key. */
export const NODE = 'node-0';
/** The key that has all of its values by itself. */
export const KEY = 'SOFTWARE\\Bench\\Large';

/** Writes a log of so many events of so many nodes into the folder of a server. */
export const writeLog = async (
  folder: string,
  { events, nodes }: LargeCluster,
  cluster: string,
): Promise<void> => {
  const file = join(folder, 'log.db');
  const store = SqliteEventStore.open({ file, clock: () => new Date(), isErasable });
  const sizes = { events, nodes, values: VALUES, resources: RESOURCES, cluster };
  await new Generator(store, sizes).run();
  await store.close();
};

/** Fills the large key through the API. */
export const fill = async (url: string, { values }: LargeCluster): Promise<void> => {
  for (let at = 0; at < values; at += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, values - at) }, (_, index) => ({
      op: 'set',
      key: KEY,
      name: `Value ${String(at + index).padStart(6, '0')}`,
      value: { type: 'REG_SZ', text: `the content of value ${at + index}` },
    }));
    const answer = await fetch(`${url}/v1/nodes/${NODE}/registry`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ changes }),
    });
    if (!answer.ok) throw new Error(`the large key: ${answer.status} ${await answer.text()}`);
  }
};
