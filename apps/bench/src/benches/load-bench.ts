import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { inFolder } from '../folder.js';
import { metricsOf, residentMiB, startBuilt } from '../built.js';
import { seeded } from '../seeded.js';
import { HttpClient } from '../http-client.js';
import { regFile } from './import-bench.js';
import { median, seconds, type Result, type Rounds } from '../rounds.js';

const WRITERS = 64;
const NODES = 8;
const LARGE = 'large';
const READ_EVERY_MS = 5000;
const IMPORT_EVERY_MS = 8000;
/** The share of the time after which memory should no longer grow. */
const WARM_UP = 0.2;
const SAMPLES = 100;
const JSON_TYPE = { 'content-type': 'application/json' };
const REG = 'text/x-ms-regedit';

/** The counts and durations that the clients of a run have seen. */
type Seen = { answers: number; writes: number[]; reads: number[]; imports: number[] };

const edit = (random: () => number): string => {
  const key = `SOFTWARE\\Bench\\Key ${Math.floor(50 * random() ** 2)}`;
  const number = Math.floor(random() * 2 ** 32);
  const name = `Value ${Math.floor(random() * 100)}`;
  const value = { type: 'REG_DWORD', number };
  return JSON.stringify({ changes: [{ op: 'set', key, name, value }] });
};

/** The load: all its clients, until the time is over. */
class Load {
  readonly seen: Seen = { answers: 0, writes: [], reads: [], imports: [] };
  readonly memory: number[] = [];
  private readonly end: number;

  constructor(
    private readonly url: string,
    private readonly options: Readonly<{ seconds: number; bytes: number }>,
  ) {
    this.end = performance.now() + options.seconds * 1000;
  }

  async run(): Promise<void> {
    await Promise.all([
      ...Array.from({ length: WRITERS }, (_, writer) => this.write(writer)),
      this.every(READ_EVERY_MS, () => this.read()),
      this.every(IMPORT_EVERY_MS, (round) => this.import(round)),
      this.every((this.options.seconds * 1000) / SAMPLES, () => this.sample()),
    ]);
    await this.sample();
  }

  private get isOver(): boolean {
    return performance.now() >= this.end;
  }

  private async write(writer: number): Promise<void> {
    const client = await HttpClient.connect(this.url);
    const random = seeded(writer);
    const path = `PATCH /v1/nodes/node-${writer % NODES}/registry`;
    while (!this.isOver) await this.timed(this.seen.writes, () => client.send(path, edit(random)));
    client.close();
  }

  private read(): Promise<void> {
    return this.timed(this.seen.reads, async () => {
      const answer = await fetch(`${this.url}/v1/nodes/${LARGE}/registry?depth=all`);
      if (!answer.ok) throw new Error(`a whole node: ${answer.status}`);
      await answer.body?.pipeTo(new WritableStream());
    });
  }

  /** Imports a file with the same values each time and other data. */
  async import(round: number): Promise<void> {
    const body = new Uint8Array(regFile(this.options.bytes, String(round)));
    await this.timed(this.seen.imports, async () => {
      const request = { method: 'PATCH', headers: { 'content-type': REG }, body };
      const answer = await fetch(`${this.url}/v1/nodes/${LARGE}/registry`, request);
      if (!answer.ok) throw new Error(`an import: ${answer.status}`);
      await answer.arrayBuffer();
    });
  }

  private async sample(): Promise<void> {
    this.memory.push(residentMiB(await metricsOf(this.url)));
  }

  private async timed(into: number[], work: () => Promise<void>): Promise<void> {
    into.push(1000 * (await seconds(work)));
    this.seen.answers += 1;
  }

  /** Repeats work, with at least this time between two starts. */
  private async every(milliseconds: number, work: (round: number) => Promise<void>): Promise<void> {
    for (let round = 1; !this.isOver; round += 1) {
      const next = pause(Math.min(milliseconds, this.end - performance.now()));
      await work(round);
      await next;
    }
  }
}

/** The number of requests for registries that the server's metrics show. */
const counted = (metrics: string): number =>
  [...metrics.matchAll(/^tidemark_http_requests_total\{(.*)\} (\d+)$/gm)]
    .filter(([, labels = '']) => labels.includes('/registry"') && labels.includes('status="200"'))
    .reduce((sum, [, , count]) => sum + Number(count), 0);

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

const share = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(part * numbers.length)] ?? NaN;

const single = (ratio: number): Pick<Result, 'ratio' | 'spread'> => ({
  ratio,
  spread: [ratio, ratio],
});

const resultsOf = ({ seen, memory }: Load, metrics: string, took: number): readonly Result[] => {
  const bench = 'load';
  const { writes, reads, imports, answers } = seen;
  const longest = largest(writes);
  // A busy machine takes few samples. Use at least one.
  const part = Math.max(1, Math.floor(WARM_UP * memory.length));
  const late = median(memory.slice(-part));
  const early = memory.length > part ? median(memory.slice(part, 2 * part)) : late;
  return [
    {
      bench,
      measure: `longest of the writes of ${WRITERS} writers : one second`,
      ...single(longest / 1000),
      aim: { most: 1 },
      figures: {
        'writes/s': writes.length / took,
        'median ms': median(writes),
        '99 % ms': share(writes, 0.99),
        'longest ms': longest,
      },
    },
    {
      bench,
      measure: 'memory at the end : after the warm-up',
      ...single(late / early),
      aim: { most: 1.2 },
      figures: { 'MiB at the end': late, 'MiB after the warm-up': early },
      note: `${reads.length} reads of a whole node, longest ${largest(reads).toFixed()} ms; ${imports.length} imports, longest ${largest(imports).toFixed()} ms`,
    },
    {
      bench,
      measure: 'answers that /metrics counts : answers that clients got',
      ...single(counted(metrics) / answers),
      figures: { counted: counted(metrics), got: answers },
    },
  ];
};

/**
 * Runs writers, reads of a whole node and imports at the same time. The first import creates the
 * node's registry.
 */
export const loadBench = ({ sizes }: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const [server, url] = await startBuilt(folder);
    const load = new Load(url, {
      seconds: sizes['seconds'] ?? 60,
      bytes: sizes['bytes'] ?? 10_000_000,
    });
    const names = [LARGE, ...Array.from({ length: NODES }, (_, node) => `node-${node}`)];
    for (const name of names)
      await fetch(`${url}/v1/nodes`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ name }),
      });
    try {
      await load.import(0);
      const took = await seconds(() => load.run());
      return resultsOf(load, await metricsOf(url), took);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
