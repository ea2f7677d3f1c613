import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { PROBED, type Longest } from './uploads-probes.js';

/** Milliseconds between two probes of a kind. */
const PROBE_EVERY_MS = 20;
const JSON_TYPE = { 'content-type': 'application/json' };

const valueOf = (number: number): string =>
  JSON.stringify({
    changes: [
      { op: 'set', key: 'SOFTWARE\\Probe', name: 'n', value: { type: 'REG_DWORD', number } },
    ],
  });

type Probe = RequestInit & Readonly<{ path: string }>;

/** The requests that are sent to the server, again and again. */
const PROBES: Readonly<Record<string, (round: number) => Probe>> = {
  'GET /healthz': () => ({ path: '/healthz' }),
  'GET /v1/nodes': () => ({ path: '/v1/nodes' }),
  'PATCH on another node': (round) => ({
    ...{ path: `/v1/nodes/${PROBED}/registry`, method: 'PATCH' },
    ...{ headers: JSON_TYPE, body: valueOf(round) },
  }),
};

const url = workerData as string;
let isOver = false;

const probe = async (name: string, make: (round: number) => Probe): Promise<[string, number]> => {
  let longest = 0;
  for (let round = 0; !isOver; round += 1) {
    const { path, ...init } = make(round);
    const began = performance.now();
    const answer = await fetch(url + path, init);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    longest = Math.max(longest, performance.now() - began);
    await pause(PROBE_EVERY_MS);
  }
  return [name, longest];
};

const all = Promise.all(Object.entries(PROBES).map(([name, make]) => probe(name, make)));
if (parentPort !== null) {
  await once(parentPort, 'message');
  isOver = true;
  parentPort.postMessage(Object.fromEntries(await all) satisfies Longest);
}
