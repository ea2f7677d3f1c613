import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';

import { type Caller } from '../caller.js';
import { RunningCluster } from '../running-cluster.js';

/** The event, and whether the read model has taken it. */
export type RetriedEvent = Readonly<{ id: string; released: boolean }>;

/** Rebuilds the read model, with another try at the parked event. */
export class RetryParkedEvent extends Command<RetriedEvent> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@CommandHandler(RetryParkedEvent)
export class RetryParkedEventHandler implements ICommandHandler<RetryParkedEvent> {
  constructor(private readonly cluster: RunningCluster) {}

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND if the event is not parked
   */
  async execute({ caller, input: { id } }: RetryParkedEvent): Promise<RetriedEvent> {
    const { reads } = this.cluster;
    const parked = reads.parked.get(id);
    if (parked === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such parked event: ${id}`);
    await reads.rebuild();
    await reads.reached(parked.position, caller.deadline);
    return { id, released: reads.parked.get(id) === undefined };
  }
}
