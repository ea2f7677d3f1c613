import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { operationReports } from './operation-report.js';
import { wholeReport, type WholeReport } from './report/whole-report.js';

/** Returns the whole report of an operation. */
export class GetOperation extends Query<Readonly<{ moment: Moment; report: WholeReport }>> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@QueryHandler(GetOperation)
export class GetOperationHandler implements IQueryHandler<GetOperation> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({
    asOf,
    input,
  }: GetOperation): Promise<Readonly<{ moment: Moment; report: WholeReport }>> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads } = this.cluster;
    reads.parked.assertAnswerable({ operation: input.id });
    const operation = reads.operations.get(input.id, moment.position);
    if (operation === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such operation: ${input.id}`);
    const [report] = operationReports(reads, moment, [operation]);
    if (report === undefined) throw new Error('an operation has no report');
    const to = operation.end ?? moment.position;
    const end = operation.end === undefined ? moment.clusterState : reads.stateAt(to);
    const events = reads.operations.events(input.id, to);
    return { moment, report: wholeReport(reads, report, { events, end }) };
  }
}
