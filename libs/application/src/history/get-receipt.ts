import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type OperationId } from '#domain';
import { type Recorded } from '#event-store';

import { commandIdOf, operationOf } from '../caller.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** The operation of a request, and its events; at least one. */
export type WrittenReceipt = Readonly<{
  moment: Moment;
  operation: OperationId;
  events: readonly Recorded[];
}>;

/** Returns the events that an actor's request under an Idempotency-Key has written so far. */
export class GetReceipt extends Query<WrittenReceipt> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ actor: string; key: string }>,
  ) {
    super();
  }
}

@QueryHandler(GetReceipt)
export class GetReceiptHandler implements IQueryHandler<GetReceipt> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetReceipt): Promise<WrittenReceipt> {
    const moment = await momentOf(this.cluster, asOf);
    const operation = operationOf(commandIdOf(input.actor, input.key));
    const events = this.cluster.reads.operations.events(operation, moment.position);
    if (events.length === 0)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such receipt: ${input.key}`);
    return { moment, operation, events };
  }
}
