import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { metricsOf, residentMiB, startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { type Result, type Rounds } from '../rounds.js';
import { regFile } from './import-bench.js';
import { PROBED, probedDuring, type Longest } from './uploads-probes.js';

const UPLOADS = 500;
const BYTES = 20 * 2 ** 20;
const NODES = 8;
const SAMPLE_EVERY_MS = 100;
/** Milliseconds after which a new server is idle. */
const SETTLE_MS = 3000;
const MOST_MIB = 1024;
const MOST_MS = 1000;
const JSON_TYPE = { 'content-type': 'application/json' };
const REG = { 'content-type': 'text/x-ms-regedit' };

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

/** Sends many uploads of one file at once, and samples the memory until the last one is answered. */
class Uploads {
  readonly statuses = new Map<number, number>();
  readonly memory: number[] = [];
  private isOver = false;

  constructor(
    private readonly url: string,
    private readonly file: Buffer,
  ) {}

  async run(count: number): Promise<void> {
    const sampling = this.sample();
    await Promise.all(Array.from({ length: count }, (_, index) => this.upload(index % NODES)));
    this.isOver = true;
    await sampling;
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
  probes: Longest,
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
      const count = sizes['requests'] ?? UPLOADS;
      const probes = await probedDuring(url, () => uploads.run(count));
      return resultsOf(uploads, idle, probes);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
