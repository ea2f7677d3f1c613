import { hash } from 'node:crypto';

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type Position } from '#event-store';
import { type LostStanding, type LostWrite } from '#read-models';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { requireExpected } from '../checkpoints/copy-target.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { momentOf } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { findLostWrite } from './find-lost-write.js';

/** A lost write that a command is about. */
export type LostWriteRef = Readonly<{ lost: LostWrite }>;

/** The outcome of an acknowledgement, or the `expect` of one that is only tried. */
export type Acknowledged =
  Changed<LostWriteRef> | Readonly<{ expect: string; position: Position | undefined }>;

type Input = Readonly<{
  id: string;
  /** If true, changes nothing. */
  dryRun?: boolean | undefined;
  /** The `expect` of a dry run. The command is refused if the row has another state since then. */
  expect?: string | undefined;
}>;

/** Leaves a lost write lost, for a reason. Alarms and lists of open rows pass over it from then on. */
export class AcknowledgeLostWrite extends Command<Acknowledged> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(AcknowledgeLostWrite)
export class AcknowledgeLostWriteHandler implements ICommandHandler<AcknowledgeLostWrite> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({
    caller,
    input: { id, dryRun, expect },
  }: AcknowledgeLostWrite): Promise<Acknowledged> {
    if (dryRun !== true) requireReason(caller.reason);
    const moment = await momentOf(this.cluster, {});
    const lost = findLostWrite(this.cluster, moment, id);
    const standing = this.cluster.reads.ledger.states.of(lost, Number(moment.position));
    const actual = expectOf(lost, standing);
    if (dryRun === true) return { expect: actual, position: moment.position };
    requireExpected(actual, expect);
    return this.runner.run(this.plan(lost, standing), caller, { lost });
  }

  /** A row with a decision keeps it: a second acknowledgement decides nothing. */
  private plan({ id: lostWrite }: LostWrite, { decided }: LostStanding): CommandPlan {
    const { name: id } = this.cluster;
    const command = { type: 'AcknowledgeLostWrite', data: { lostWrite } } as const;
    return { commands: () => (decided === undefined ? [{ kind: 'cluster', id, command }] : []) };
  }
}

const expectOf = ({ id }: LostWrite, { state, decided }: LostStanding): string =>
  hash('sha256', JSON.stringify([id, state, decided ?? null]));
