import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { streamName, type CheckpointRef } from '#domain';
import { type HeldValue } from '#read-models';
import { effectiveKey, foldName, isWithin, parseKey, type RegistryView } from '#registry';

import { directoryOf, nameOf } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** A node or a stored copy that may have a value, and the value. */
export type ValuePlace = Readonly<{
  /** Name of the node; undefined for a stored copy. */
  node: string | undefined;
  /** The newest capture of a checkpoint that has the key; undefined for a node. */
  capture: Readonly<{ resource: string; checkpoint: string; number: number }> | undefined;
  /** Undefined if the place has no such value. */
  held: HeldValue | undefined;
}>;

/** Says which nodes and stored copies have a value of a key. */
export class FindPlaces extends Query<Readonly<{ moment: Moment; places: readonly ValuePlace[] }>> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ key: string; name: string; view: RegistryView }>,
  ) {
    super();
  }
}

@QueryHandler(FindPlaces)
export class FindPlacesHandler implements IQueryHandler<FindPlaces> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({
    asOf,
    input,
  }: FindPlaces): Promise<Readonly<{ moment: Moment; places: readonly ValuePlace[] }>> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads, name: cluster } = this.cluster;
    const { name } = input;
    const key = effectiveKey(parseKey(input.key), input.view);
    const at = Number(moment.position);
    const nodes = [...directoryOf(moment).nodes.values()];
    for (const { id } of nodes)
      reads.parked.assertAnswerable({ stream: streamName(cluster, 'node', id) });
    const onNodes = nodes
      .map((entry) => ({
        node: entry.name,
        capture: undefined,
        held: reads.provenance.holders.onNode({ node: entry.id, key, name }, at),
      }))
      .sort((a, b) => (foldName(a.node) < foldName(b.node) ? -1 : 1));
    return { moment, places: [...onNodes, ...this.inCopies(moment, { key, name })] };
  }

  private inCopies(
    moment: Moment,
    value: Readonly<{ key: string; name: string }>,
  ): readonly ValuePlace[] {
    const { clusterState, position } = moment;
    const { reads } = this.cluster;
    return clusterState
      .overlapping(value.key)
      .flatMap(({ resource, checkpoint }: CheckpointRef) => {
        const known = clusterState.openResource(resource)?.checkpoints.get(checkpoint);
        if (known === undefined || known.captures === 0) return [];
        if (!isWithin(value.key, known.effectiveKey)) return [];
        const number = known.captures;
        const held = reads.provenance.holders.inCapture({ checkpoint, number }, value, position);
        const owner = nameOf(moment, 'resources', resource) ?? resource;
        return [{ node: undefined, capture: { resource: owner, checkpoint, number }, held }];
      });
  }
}
