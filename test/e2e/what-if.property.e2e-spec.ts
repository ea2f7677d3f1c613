import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { Tidemark, type Json } from './tidemark.js';
import { FORMED, RandomCommands } from './what-if-random.js';
import { WhatIfScene } from './what-if-scene.js';

/** The number of what-ifs; more by the environment. */
const RUNS = Number(process.env['WHAT_IF_RUNS'] ?? 40);
/** The number of what-ifs on one server. */
const PER_SERVER = 20;
const PARTS = ['events', 'operations', 'lostWrites'] as const;

type Happened = Awaited<ReturnType<WhatIfScene['carryOut']>>;
type Tried = Readonly<{ asked: Asked; at: string; happened: Happened }>;
type Asked = Readonly<{ commands: readonly Json[]; advance: number }>;

/** A history, and what-ifs of each of its commands. */
class Run {
  private readonly scene: WhatIfScene;
  private readonly commands: RandomCommands;
  private readonly past: Tried[] = [];

  /**
   * Where nothing fails, earlier commands are tried again. The clock of these servers is not that of
   * their log, so that a restart which waits is due at once at a past moment.
   */
  constructor(
    tidemark: Tidemark,
    private readonly seed: number,
  ) {
    this.scene = new WhatIfScene(tidemark);
    this.commands = new RandomCommands(seeded(seed), seed % 2 === 0);
  }

  async begin(): Promise<void> {
    await this.scene.carryOut(FORMED);
  }

  /** Tries commands, carries them out, and compares. */
  async now(): Promise<void> {
    const { commands } = this;
    const advance = commands.below(3) === 0 ? commands.below(20_000) : 0;
    const asked = { commands: commands.next(), advance };
    const would = await this.scene.ask(asked);
    const happened = await this.scene.carryOut(asked.commands, advance);
    const at = String(happened.before.at(-1)?.['position']);
    this.compare(would, { asked, at, happened });
    this.past.push({ asked, at, happened });
  }

  /** Tries earlier commands again, at their moment. */
  async then(): Promise<void> {
    if (this.seed % 2 === 0) return;
    const tried = this.past[this.commands.below(this.past.length)];
    if (tried === undefined) return;
    const { asked, at } = tried;
    this.compare(await this.scene.ask({ ...asked, at }), tried);
  }

  private compare(would: Json, { asked, at, happened }: Tried): void {
    try {
      if (asked.commands.some(creates)) this.scene.compareUnordered(would, happened);
      else this.scene.compare(would, happened, PARTS);
    } catch (error) {
      throw new Error(`at ${at}: ${JSON.stringify(asked)}`, { cause: error });
    }
  }
}

const creates = ({ method, path }: Json): boolean =>
  method === 'POST' && /\/(nodes|groups|resources|checkpoints)$/.test(String(path));

const servers = Array.from({ length: Math.ceil(RUNS / PER_SERVER) }, (_, index) => index + 1);

test.each(servers)(
  'what would happen is what happens, now and long after: history %i',
  async (seed) => {
    const tidemark = await Tidemark.start();
    try {
      const run = new Run(tidemark, seed);
      await run.begin();
      for (let count = 1; count <= Math.min(RUNS, PER_SERVER); count += 1) {
        await run.now();
        if (count % 2 === 0) await run.then();
      }
    } finally {
      await tidemark.stop();
    }
    expect(tidemark.defects).toEqual([]);
  },
);
