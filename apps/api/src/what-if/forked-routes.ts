import { UseCases, type RunningCluster } from '#application';
import { ForkFull, type ForkedCluster } from '#engine';

import { type Problem } from '../http/answer/problem.js';
import { triedContext, type Asker, type RequestContext } from '../http/request/request.js';
import { COMMAND_ROUTES } from '../http/routes/command-table.js';
import { CommandRouter, noRoute, type FoundRoute } from '../http/routes/command-router.js';
import { Commands } from '../http/routes/commands.js';
import { readsText, type TriedCommand } from './tried-command.js';

/** The outcome of a command, as in a batch. */
export type Outcome = Readonly<{ status: number; location?: string; body: unknown }>;

/** The problem that an error of a path is answered with. */
export type ProblemOf = (error: unknown, path: string) => Problem;

const ROUTER = new CommandRouter(COMMAND_ROUTES);

/** The routes of commands on a fork: the same rows of the table as on the cluster. */
export class ForkedRoutes {
  readonly useCases: UseCases;
  private readonly commands: Commands;

  constructor(
    private readonly fork: ForkedCluster,
    face: RunningCluster,
    private readonly problemOf: ProblemOf,
  ) {
    this.useCases = new UseCases({ cluster: face, metrics: NOT_COUNTED, sealer: NOT_SEALED });
    this.commands = new Commands(this.useCases, face);
  }

  /**
   * Carries out a command, and what it makes due.
   *
   * @throws ForkFull
   */
  async outcome(command: TriedCommand, asker: Asker): Promise<Outcome> {
    try {
      const found = ROUTER.find(command);
      if (found === undefined) throw noRoute(command);
      let reply: RequestContext['reply'] = {};
      const body = await this.fork.carryOut((deadline) => {
        const context = triedContext(asker, command, deadline);
        reply = context.reply;
        return this.carryOut(found, command, context);
      });
      const { status = found.route.status, location } = reply;
      return { status, ...(location !== undefined && { location }), body };
    } catch (error) {
      if (error instanceof ForkFull) throw error;
      const problem = this.problemOf(error, command.path);
      return { status: problem.status, body: problem };
    }
  }

  private async carryOut(
    found: FoundRoute,
    command: TriedCommand,
    context: RequestContext,
  ): Promise<object> {
    const body = readsText(found.route, command);
    try {
      return await ROUTER.carryOut(this.commands, found, { context, body: body.read });
    } finally {
      body.close();
    }
  }
}

const NOT_COUNTED = { countCommand: () => undefined };

/** A what-if stores no key, so it seals none. */
const NOT_SEALED = {
  seal: () => 'a key of a what-if',
  open: (): never => {
    throw new Error('a what-if opens no keys');
  },
};
