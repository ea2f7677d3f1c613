import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { streamName } from '#domain';
import { type BlameChain, type Depth } from '#read-models';
import {
  effectiveKey,
  foldName,
  parseKey,
  viewValues,
  type NamedValue,
  type RegistryView,
  type ViewPlace,
} from '#registry';

import { resolveNode } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** A value with its way to its place. */
export type BlamedValue = NamedValue & Readonly<{ key: string; chain: BlameChain }>;

/** A page of blamed values. */
export type BlamePage = Readonly<{
  moment: Moment;
  items: readonly BlamedValue[];
  /** The last place of the page, if another page follows. */
  next: ViewPlace | undefined;
}>;

/** Says how each value at and below a key came to its place. */
export class BlameValues extends Query<BlamePage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      node: string;
      key: string;
      view: RegistryView;
      /** Selects one value of the key. */
      name?: string | undefined;
      depth: Depth;
      limit: number;
      /** The last place of the page before. */
      after?: ViewPlace | undefined;
    }>,
  ) {
    super();
  }
}

@QueryHandler(BlameValues)
export class BlameValuesHandler implements IQueryHandler<BlameValues> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: BlameValues): Promise<BlamePage> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads, name: cluster } = this.cluster;
    const node = resolveNode(moment, input.node);
    reads.parked.assertAnswerable({ stream: streamName(cluster, 'node', node) });
    const at = Number(moment.position);
    const values = this.valuesOf(node, input, at);
    const items: BlamedValue[] = [];
    for (const { path, ...value } of values) {
      if (items.length === input.limit) {
        const last = items.at(-1);
        return { moment, items, next: last && { path: last.key, name: last.name } };
      }
      const place = { node, key: effectiveKey(path, input.view), name: value.name };
      items.push({ key: path, ...value, chain: reads.provenance.blame.chainOf(place, at) });
    }
    return { moment, items, next: undefined };
  }

  /** @throws ClusterError ERROR_FILE_NOT_FOUND if the key or the value is not there */
  private *valuesOf(
    node: string,
    { key: typed, view, name, depth, after }: BlameValues['input'],
    at: number,
  ): Iterable<NamedValue & Readonly<{ path: string }>> {
    const key = typed === '' ? '' : parseKey(typed);
    const found = this.cluster.reads.registry.walkAt(node, { key, view, at });
    if (found === undefined) throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such key: ${key}`);
    const levels = depth === 'all' ? Infinity : depth;
    if (name === undefined) {
      yield* viewValues(found.key, levels, after);
      return;
    }
    const folded = foldName(name);
    const value = [...found.key.values].find((one) => foldName(one.name) === folded);
    if (value === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no value "${name}" in ${key}`);
    yield { ...value, path: found.key.path };
  }
}
