import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ExportFilters } from '#domain';
import { toPosition, type EventRef, type Position, type Recorded } from '#event-store';
import { type CommandEnvelope } from '#processes';
import { type EventFilter } from '#read-models';

import { withoutKey, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { eventFilter, type EventSelection } from '../history/event-selection.js';
import { requireFormed } from '../names.js';
import { momentOf, type Moment } from '../reading/moment.js';
import { earliest } from '../reading/range.js';
import { RunningCluster } from '../running-cluster.js';
import { ExportSigning } from './export-signing.js';

/** Events of the log that are to be given out; the end of their range is fixed. */
export type BegunExport = Readonly<{
  cluster: string;
  logId: string;
  /** Nothing later than this moment is in it. */
  moment: Moment;
  range: Readonly<{ from: Position; to: Position }>;
  /** The ends of the range, whatever the filters select; undefined for a range without events. */
  first: Recorded | undefined;
  last: Recorded | undefined;
  filters: ExportFilters;
  /** The event that records the export, which is not in the range; undefined for a mere question. */
  recordedAs: EventRef | undefined;
}>;

/** Begins an export of the events that match all filters, and records it. */
export class BeginExport extends Command<BegunExport> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      selection: EventSelection;
      /** A position that the export must reflect. */
      after: Position | undefined;
      /** False for a request that is answered without any event. */
      isRecorded: boolean;
    }>,
  ) {
    super();
  }
}

@CommandHandler(BeginExport)
export class BeginExportHandler implements ICommandHandler<BeginExport> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
    private readonly signing: ExportSigning,
  ) {}

  async execute({ caller, input }: BeginExport): Promise<BegunExport> {
    const { after, isRecorded, selection } = input;
    const moment = await momentOf(this.cluster, { after });
    const filter = eventFilter(selection, { named: moment, cluster: this.cluster });
    const { from = toPosition(0n), to: end, ...filters } = filter;
    const range = { from, to: earliest(end, moment.position) };
    const { name, logId } = requireFormed(this.cluster.state.cluster);
    const begun = {
      ...{ cluster: name, logId, moment, range, filters },
      first: this.endOf(range, 'oldest'),
      last: this.endOf(range, 'newest'),
    };
    return { ...begun, recordedAs: isRecorded ? await this.record(caller, begun) : undefined };
  }

  private endOf(range: EventFilter, order: 'oldest' | 'newest'): Recorded | undefined {
    return this.cluster.reads.events.list(range, { limit: 1, order })[0];
  }

  private async record(
    caller: Caller,
    { first, last, filters }: Pick<BegunExport, 'first' | 'last' | 'filters'>,
  ): Promise<EventRef | undefined> {
    const { name: id } = this.cluster;
    const { fingerprint: key } = this.signing.key;
    const data = { first: first?.id ?? null, last: last?.id ?? null, filters, key };
    const command = { type: 'RecordExport', data } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'cluster', id, command }];
    const { events } = await this.runner.run(
      { commands },
      withoutKey(caller, () => this.cluster.newId()),
      {},
    );
    return events[0];
  }
}
