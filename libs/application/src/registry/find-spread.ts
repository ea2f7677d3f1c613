import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { parseStream, type CheckpointId, type ClusterView } from '#domain';
import { toPosition, type Recorded } from '#event-store';
import { type Kept, type LostWrite, type Stay } from '#read-models';
import { foldName, isWithin } from '#registry';

import { directoryOf, nameOf } from '../names.js';
import { malformed } from '../refusals.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** Where one value that an event wrote went. */
export type SpreadValue = Readonly<{
  key: string;
  name: string;
  stays: readonly Stay[];
  captures: readonly (Kept & Readonly<{ resource: string }>)[];
  lost: readonly LostWrite[];
  /** True if more captures or lost writes may have it than were looked at. */
  more: boolean;
}>;

/** The event, and its values. */
export type SpreadAnswer = Readonly<{
  moment: Moment;
  event: Recorded;
  values: readonly SpreadValue[];
  /** True if the event wrote more values than are listed. */
  more: boolean;
}>;

/** The greatest number of values of an event that are followed. */
const MAX_VALUES = 100;
const MAX_LOST = 100;

/** Says where the values that an edit wrote went, and where they still are. */
export class FindSpread extends Query<SpreadAnswer> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      /** Id or position of an edit or an import. */
      event: string;
    }>,
  ) {
    super();
  }
}

@QueryHandler(FindSpread)
export class FindSpreadHandler implements IQueryHandler<FindSpread> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: FindSpread): Promise<SpreadAnswer> {
    const moment = await momentOf(this.cluster, asOf);
    const event = this.eventOf(input.event, moment);
    const origin = Number(event.position);
    const node = parseStream(event.stream)?.id ?? '';
    const written = this.cluster.reads.writtenBy(origin, MAX_VALUES + 1);
    const values: SpreadValue[] = [];
    for (const value of written.slice(0, MAX_VALUES)) {
      if (values.length > 0) await this.cluster.takeTurn();
      values.push(await this.follow({ moment, origin, node }, value));
    }
    return { moment, event, values, more: written.length > MAX_VALUES };
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND if there is no such event up to the moment
   * @throws RequestRefusal for an event that is no edit
   */
  private eventOf(text: string, { position }: Moment): Recorded {
    const { events } = this.cluster.reads;
    const found = /^\d{1,15}$/.test(text) ? events.at(Number(text)) : events.byId(text);
    if (found === undefined || found.position > position)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such event: ${text}`);
    if (found.event.type !== 'RegistryChanged')
      throw malformed('/event', `it is a ${found.event.type}, and not an edit of a registry`);
    return found;
  }

  private async follow(
    { moment, origin, node }: Readonly<{ moment: Moment; origin: number; node: string }>,
    value: Readonly<{ key: string; name: string }>,
  ): Promise<SpreadValue> {
    const { spread } = this.cluster.reads.provenance;
    const at = Number(moment.position);
    const nodes = new Set([node, ...directoryOf(moment).nodes.keys()]);
    const span = { origin, to: moment.position, pause: () => this.cluster.takeTurn() };
    const captures: SpreadValue['captures'][number][] = [];
    let isMore = false;
    for (const { resource, ...copy } of copiesWith(moment.clusterState, value.key)) {
      const { rows, more } = await spread.kept(copy, value, span);
      const owner = nameOf(moment, 'resources', resource) ?? resource;
      captures.push(...rows.map((row) => ({ ...row, resource: owner })));
      isMore ||= more;
    }
    const lost = this.lostOf({ moment, origin }, value);
    return {
      ...value,
      stays: spread.stays([...nodes], value, { origin, at }),
      captures,
      lost: lost.rows,
      more: lost.more || isMore,
    };
  }

  /** The lost writes of the value itself. One that was lost with its whole key is not among them. */
  private lostOf(
    { moment, origin }: Readonly<{ moment: Moment; origin: number }>,
    { key, name }: Readonly<{ key: string; name: string }>,
  ): Readonly<{ rows: readonly LostWrite[]; more: boolean }> {
    const filter = { key, from: toPosition(BigInt(origin)), to: moment.position };
    const { items, isLast } = this.cluster.reads.lostWrites.page(filter, MAX_LOST, undefined);
    const rows = items.filter(
      (row) =>
        Number(row.written) === origin &&
        (row.name === null || foldName(row.name) === foldName(name)),
    );
    return { rows, more: !isLast };
  }
}

/** The checkpoints with a stored copy of a key, and the numbers of their captures. */
const copiesWith = (
  clusterState: ClusterView,
  key: string,
): readonly Readonly<{ resource: string; checkpoint: CheckpointId; captures: number }>[] =>
  clusterState.overlapping(key).flatMap(({ resource, checkpoint }) => {
    const known = clusterState.openResource(resource)?.checkpoints.get(checkpoint);
    if (known === undefined || !isWithin(key, known.effectiveKey)) return [];
    return [{ resource, checkpoint, captures: known.captures }];
  });
