import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort, WITH_PARENT } from '../../apps/tour/src/server.js';
import { MAIN, processLog } from './server.js';

const ASK_EVERY_MS = 25;

/** The output of a server that has ended, and its exit code. */
export type Ended = Readonly<{ code: number | null; out: string; err: string }>;

type LaunchOptions = SpawnOptions &
  Readonly<{ through?: readonly string[]; given?: readonly string[] }>;

/** Starts a server without the privileges of root, to whom file permissions mean nothing. */
export const WITHOUT_PRIVILEGES: readonly string[] =
  process.getuid?.() === 0
    ? [
        'setpriv',
        ...['bounding-set', 'inh-caps'].map((set) => `--${set}=-dac_override,-dac_read_search`),
      ]
    : [];

/** A built server that need not become ready. */
export class Launched {
  readonly ended: Promise<Ended>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = Promise.all([
      readAll(child.stdout),
      readAll(child.stderr),
      once(child, 'close'),
    ]).then(([out, err]) => ({ code: child.exitCode, out, err }));
  }

  /**
   * @param settings beside a data folder; they replace the free port too
   * @param options `through`: the command that runs the server; `given`: its arguments
   */
  static async start(
    data: string,
    settings: NodeJS.ProcessEnv = {},
    { through = [], given = [], ...options }: LaunchOptions = {},
  ): Promise<Launched> {
    const port = String(await freePort());
    const { TIDEMARK_PORT = port } = settings;
    const node = [process.execPath, ...WITH_PARENT, '--disable-warning=ExperimentalWarning', MAIN];
    const [command = '', ...args] = [...through, ...node, ...given];
    const child = spawn(command, args, {
      ...options,
      env: { ...process.env, ...processLog(), TIDEMARK_DATA: data, ...settings, TIDEMARK_PORT },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new Launched(`http://127.0.0.1:${TIDEMARK_PORT}`, child);
  }

  /**
   * Resolves with an answer of that status, however long it takes. @throws Error if the server ends
   * first
   */
  async until(path: string, status: number): Promise<Response> {
    for (;;) {
      const answer = await fetch(`${this.url}${path}`).catch(() => undefined);
      if (answer?.status === status) return answer;
      await answer?.arrayBuffer();
      if (this.child.exitCode !== null) {
        const { code, out, err } = await this.ended;
        throw new Error(`the server ended with ${code}: ${out}${err}`);
      }
      await pause(ASK_EVERY_MS);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<Ended> {
    if (this.child.exitCode === null) this.child.kill('SIGTERM');
    return this.ended;
  }
}

const readAll = (stream: NodeJS.ReadableStream | null): Promise<string> =>
  stream === null ? Promise.resolve('') : text(stream);
