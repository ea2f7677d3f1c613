import { UseCases, type RunningCluster } from '#application';
import { ForkFull, type ForkedCluster } from '#engine';

import { badRequest } from '../http/answer/http-problem.js';
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

type Prepared = Readonly<{
  caller: RequestContext['caller'];
  work: (deadline: AbortSignal) => Promise<Outcome>;
}>;

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
    this.commands = new Commands(this.useCases, face, NO_DRY_RUNS);
  }

  /**
   * Carries out a command, and what it makes due.
   *
   * @throws ForkFull
   */
  outcome(command: TriedCommand, asker: Asker): Promise<Outcome> {
    return this.fork.carryOut(this.prepared(command, asker).work);
  }

  /**
   * The same for a command and another one that comes just before a step of its operation.
   *
   * @throws ForkFull, NoSuchStep
   */
  outcomes(
    command: TriedCommand,
    { asker, next, step }: Readonly<{ asker: Asker; next: TriedCommand; step: number }>,
  ): Promise<readonly Outcome[]> {
    const [first, second] = [this.prepared(command, asker), this.prepared(next, asker)];
    const { operation } = first.caller;
    const before = { operation, step, command: second.caller.commandId };
    return this.fork.carryOutWith(first.work, before, second.work);
  }

  private prepared(command: TriedCommand, asker: Asker): Prepared {
    const context = triedContext(asker, command, new AbortController().signal);
    const { caller, reply } = context;
    const work = async (deadline: AbortSignal): Promise<Outcome> => {
      try {
        const found = ROUTER.find(command);
        if (found === undefined) throw noRoute(command);
        const inFork = { ...context, caller: { ...caller, deadline } };
        const body = await this.carryOut(found, command, inFork);
        const { status = found.route.status, location } = reply;
        return { status, ...(location !== undefined && { location }), body };
      } catch (error) {
        if (error instanceof ForkFull) throw error;
        const problem = this.problemOf(error, command.path);
        return { status: problem.status, body: problem };
      }
    };
    return { caller, work };
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

const NO_DRY_RUNS = {
  tryOne: (): never => {
    throw badRequest('/dryRun', 'is of no use in a what-if, which changes nothing');
  },
};

/** A what-if stores no key, so it seals none. */
const NOT_SEALED = {
  seal: () => 'a key of a what-if',
  open: (): never => {
    throw new Error('a what-if opens no keys');
  },
};
