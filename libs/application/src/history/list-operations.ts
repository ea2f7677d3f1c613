import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { toPosition } from '#event-store';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { parsePosition } from '../reading/position.js';
import { RunningCluster } from '../running-cluster.js';
import { operationReports, type OperationReport } from './operation-report.js';

/** A page of operations. */
export type OperationPage = Readonly<{
  moment: Moment;
  items: readonly OperationReport[];
  /** Cursor of the page after this one. */
  next: string | undefined;
}>;

/** Lists the operations, newest first. */
export class ListOperations extends Query<OperationPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ limit: number; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(ListOperations)
export class ListOperationsHandler implements IQueryHandler<ListOperations> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListOperations): Promise<OperationPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { position } = moment;
    const { limit, cursor } = input;
    const before =
      cursor === undefined ? toPosition(position + 1n) : parsePosition(cursor, '/cursor');
    const { reads } = this.cluster;
    const more = reads.operations.list(limit + 1, { before, at: position });
    const found = more.slice(0, limit);
    const next = more.length > limit ? found.at(-1)?.first.toString() : undefined;
    const operations = found.map(({ operation }) => operation);
    return { moment, items: operationReports(reads, moment, operations), next };
  }
}
