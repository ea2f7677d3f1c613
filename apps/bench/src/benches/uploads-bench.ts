import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { metricsOf, residentMiB, startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { type Result, type Rounds } from '../rounds.js';
import { regFile } from './import-bench.js';

const UPLOADS = 500;
const BYTES = 20 * 2 ** 20;
const NODES = 8;
const PROBED = 'probed';
/** Milliseconds between two probes of a kind. */
const PROBE_EVERY_MS = 20;
const SAMPLE_EVERY_MS = 100;
/** Milliseconds after which a new server is idle. */
const SETTLE_MS = 3000;
const MOST_MIB = 1024;
const MOST_MS = 1000;
const JSON_TYPE = { 'content-type': 'application/json' };
const REG = { 'content-type': 'text/x-ms-regedit' };

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

const valueOf = (number: number): string =>
  JSON.stringify({
    changes: [
      { op: 'set', key: 'SOFTWARE\\Probe', name: 'n', value: { type: 'REG_DWORD', number } },
    ],
  });

/** The requests that probe the server during the uploads, again and again. */
const PROBES = {
  'GET /healthz': () => ({ path: '/healthz' }),
  'GET /v1/nodes': () => ({ path: '/v1/nodes' }),
  'PATCH on another node': (round: number) => ({
    ...{ path: `/v1/nodes/${PROBED}/registry`, method: 'PATCH' },
    ...{ headers: JSON_TYPE, body: valueOf(round) },
  }),
};

/** Sends many uploads of one file at once, and probes the server until the last one is answered. */
class Uploads {
  readonly statuses = new Map<number, number>();
  readonly memory: number[] = [];
  private isOver = false;

  constructor(
    private readonly url: string,
    private readonly file: Buffer,
  ) {}

  /** @returns the longest probe of each kind, in milliseconds */
  async run(count: number): Promise<Readonly<Record<string, number>>> {
    const sampling = this.sample();
    const probes = Object.entries(PROBES).map(([name, make]) => this.probe(name, make));
    await Promise.all(Array.from({ length: count }, (_, index) => this.upload(index % NODES)));
    this.isOver = true;
    await sampling;
    return Object.fromEntries(await Promise.all(probes));
  }

  /** A client that is refused may still be sending: its answer counts, and not what becomes of the rest. */
  private async upload(node: number): Promise<void> {
    const sending = request(`${this.url}/v1/nodes/node-${node}/registry`, {
      ...{ method: 'PATCH', headers: REG, agent: false },
    });
    sending.end(this.file);
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    sending.on('error', () => undefined);
    answer.resume();
    const { statusCode = 0 } = answer;
    this.statuses.set(statusCode, (this.statuses.get(statusCode) ?? 0) + 1);
  }

  private async probe(
    name: string,
    make: (round: number) => Readonly<RequestInit & { path: string }>,
  ): Promise<[string, number]> {
    let longest = 0;
    for (let round = 0; !this.isOver; round += 1) {
      const began = performance.now();
      const { path, ...init } = make(round);
      const answer = await fetch(this.url + path, init);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      longest = Math.max(longest, performance.now() - began);
      await pause(PROBE_EVERY_MS);
    }
    return [name, longest];
  }

  private async sample(): Promise<void> {
    while (!this.isOver) {
      this.memory.push(residentMiB(await metricsOf(this.url)));
      await pause(SAMPLE_EVERY_MS);
    }
  }
}

const single = (ratio: number): Pick<Result, 'ratio' | 'spread'> => ({
  ratio,
  spread: [ratio, ratio],
});

const resultsOf = (
  { statuses, memory }: Uploads,
  idle: number,
  probes: Readonly<Record<string, number>>,
): readonly Result[] => {
  const above = largest(memory) - idle;
  const longest = largest(Object.values(probes));
  const answers = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  return [
    {
      ...{ bench: 'uploads', measure: 'memory above idle : one gibibyte' },
      ...{ ...single(above / MOST_MIB), aim: { most: 1 } },
      figures: { 'MiB idle': idle, 'MiB above it': above },
      note: answers,
    },
    {
      ...{ bench: 'uploads', measure: 'longest answer to others : one second' },
      ...{ ...single(longest / MOST_MS), aim: { most: 1 } },
      figures: probes,
    },
  ];
};

const added = (url: string, name: string): Promise<unknown> =>
  fetch(`${url}/v1/nodes`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ name }) });

/** Far more uploads at once than are taken: what they cost, and what others notice of them. */
export const uploadsBench = ({ sizes }: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const [server, url] = await startBuilt(folder);
    try {
      for (let node = 0; node < NODES; node += 1) await added(url, `node-${node}`);
      await added(url, PROBED);
      await pause(SETTLE_MS);
      const idle = residentMiB(await metricsOf(url));
      const uploads = new Uploads(url, regFile(sizes['bytes'] ?? BYTES));
      const probes = await uploads.run(sizes['requests'] ?? UPLOADS);
      return resultsOf(uploads, idle, probes);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
