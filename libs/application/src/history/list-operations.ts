import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type ClusterView } from '#domain';
import { toPosition, type Position } from '#event-store';
import { type OperationFilter } from '#read-models';

import { given } from '../fields.js';
import { resolveEver } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { parsePosition } from '../reading/position.js';
import { earliest, rangeOf, type TypedRange } from '../reading/range.js';
import { RunningCluster } from '../running-cluster.js';
import { operationReports, type OperationReport } from './operation-report.js';

/** A page of operations. */
export type OperationPage = Readonly<{
  moment: Moment;
  items: readonly OperationReport[];
  /** Cursor of the page after this one. */
  next: string | undefined;
}>;

/** The filters of a list of operations; things are given by name or id. */
export type OperationSelection = TypedRange &
  Readonly<{
    kind?: string | undefined;
    group?: string | undefined;
    resource?: string | undefined;
    node?: string | undefined;
    actor?: string | undefined;
    status?: OperationFilter['status'] | undefined;
    /** True to list mere edits of registries too. */
    edits?: boolean | undefined;
  }>;

/** Lists the operations that match all filters, newest first. */
export class ListOperations extends Query<OperationPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: OperationSelection & Readonly<{ limit: number; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(ListOperations)
export class ListOperationsHandler implements IQueryHandler<ListOperations> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListOperations): Promise<OperationPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { limit, cursor, from, to, ...selection } = input;
    const { reads } = this.cluster;
    const range = rangeOf(this.cluster, { from, to }, asOf.tags);
    const filter = filterOf(selection, moment);
    const after = cursor === undefined ? undefined : parsePosition(cursor, '/cursor');
    const page = reads.operations.page(filter, {
      limit,
      from: range.from ?? toPosition(0n),
      before: after ?? next(earliest(range.to, moment.position)),
      at: moment.position,
      among: filter.status === 'running' ? underWay(moment.clusterState) : undefined,
    });
    const items = operationReports(reads, moment, page.items);
    return { moment, items, next: page.next?.toString() };
  }
}

const next = (position: Position): Position => toPosition(position + 1n);

const filterOf = (
  { group, resource, node, ...plain }: Omit<OperationSelection, 'from' | 'to'>,
  moment: Moment,
): OperationFilter => ({
  ...given(plain),
  ...(group !== undefined && { group: resolveEver(moment, 'groups', group) }),
  ...(resource !== undefined && { resource: resolveEver(moment, 'resources', resource) }),
  ...(node !== undefined && { node: resolveEver(moment, 'nodes', node) }),
});

/** The operations of groups, and the drains of nodes, that are under way. */
const underWay = (clusterState: ClusterView): readonly string[] => [
  ...clusterState.groupIds().flatMap((id) => clusterState.openGroup(id)?.operation?.id ?? []),
  ...clusterState.nodeIds().flatMap((id) => clusterState.presentNode(id)?.drain?.operation ?? []),
];
