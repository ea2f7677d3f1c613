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

/** A request: by its actor and Idempotency-Key, or by its operation. */
export type ReceiptOf = Readonly<{ actor: string; key: string } | { operation: string }>;

/** Returns the events that a request has written so far. */
export class GetReceipt extends Query<WrittenReceipt> {
  constructor(
    readonly asOf: AsOf,
    readonly input: ReceiptOf,
  ) {
    super();
  }
}

@QueryHandler(GetReceipt)
export class GetReceiptHandler implements IQueryHandler<GetReceipt> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetReceipt): Promise<WrittenReceipt> {
    const moment = await momentOf(this.cluster, asOf);
    const operation =
      'key' in input
        ? operationOf(commandIdOf(input.actor, input.key))
        : (input.operation as OperationId);
    const { reads } = this.cluster;
    reads.parked.assertAnswerable({ operation });
    const events = reads.operations.events(operation, moment.position);
    if (events.length === 0)
      throw new ClusterError(
        'ERROR_FILE_NOT_FOUND',
        `no such receipt: ${'key' in input ? input.key : operation}`,
      );
    return { moment, operation, events };
  }
}
