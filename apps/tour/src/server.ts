import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../../api/src/main.js');
const READY_DEADLINE_MS = 600_000;
const ASK_EVERY_MS = 25;

/**
 * Flags that end a server with the process that started it, however that process ends: it holds the
 * server's standard input open.
 */
export const WITH_PARENT = [
  '--import',
  // The threads of a process get the same arguments.
  'data:text/javascript,import{isMainThread as m}from"node:worker_threads";if(m)process.stdin.on("end",()=>process.exit(1)).resume().unref()',
] as const;

/** A Tidemark in a process of its own, on a free port and a data folder of the caller's. */
export class ServerProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Resolves when the server says that it is ready.
   *
   * @param main the built server
   * @param more settings beside those of this process
   * @throws Error if it ends, or is not ready in time
   */
  static async start(
    folder: string,
    main = MAIN,
    more: NodeJS.ProcessEnv = {},
  ): Promise<ServerProcess> {
    const port = await freePort();
    const args = [...WITH_PARENT, '--disable-warning=ExperimentalWarning', main];
    const child = spawn(process.execPath, args, {
      env: {
        // All data folders share one EventStoreDB, so each has a cluster of its own there.
        TIDEMARK_CLUSTER: clusterFor(folder),
        ...process.env,
        TIDEMARK_PORT: String(port),
        TIDEMARK_DATA: folder,
        TIDEMARK_LOG_LEVEL: 'error',
        ...more,
      },
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const server = new ServerProcess(`http://127.0.0.1:${port}`, child);
    await server.ready();
    return server;
  }

  /** Kills the process, as a power failure would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone();
  }

  /** Stops the process until it is thawed, as a suspended machine would. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Stops the server as an operator does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.gone();
    return this.child.exitCode;
  }

  private async gone(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit');
  }

  private async ready(): Promise<void> {
    for (let waited = 0; waited < READY_DEADLINE_MS; waited += ASK_EVERY_MS) {
      if (this.child.exitCode !== null)
        throw new Error(`the server ended with ${this.child.exitCode}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok === true) return;
      await pause(ASK_EVERY_MS);
    }
    throw new Error(`the server was not ready after ${READY_DEADLINE_MS} ms`);
  }
}

const clusterFor = (folder: string): string =>
  `folder_${createHash('sha256').update(folder).digest('hex').slice(0, 20)}`;

/** A free port of the loopback address. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  return port;
};
