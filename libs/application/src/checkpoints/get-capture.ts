import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { streamName } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { applyChanges, diffKeys, emptyTree, viewKey, type RegistryView } from '#registry';

import { nameOf } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { type FoundKey } from '../registry/get-registry-key.js';
import { RunningCluster } from '../running-cluster.js';
import { recordedCheckpoint } from './recorded-checkpoint.js';

/** The event of a capture; for a registry checkpoint, also its content as the view shows it. */
export type CaptureAnswer = Readonly<{
  moment: Moment;
  recorded: Recorded;
  /** The addition of the checkpoint. */
  data: object;
  content:
    | Readonly<{
        /** Name of the node on which it was captured. */
        node: string;
        key: string;
        view: RegistryView;
        /** Undefined if the key was absent. */
        found: FoundKey;
      }>
    | undefined;
}>;

/** Returns a capture with its content. */
export class GetCapture extends Query<CaptureAnswer> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ resource: string; id: string; number: number }>,
  ) {
    super();
  }
}

@QueryHandler(GetCapture)
export class GetCaptureHandler implements IQueryHandler<GetCapture> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetCapture): Promise<CaptureAnswer> {
    const moment = await momentOf(this.cluster, asOf);
    const { position } = moment;
    const { id, number } = input;
    const { reads, name } = this.cluster;
    const { type, data } = recordedCheckpoint(this.cluster, moment, input);
    const recorded = reads.captures.get(id, number, position);
    if (recorded === undefined)
      throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${number}`);
    if (type !== 'RegistryCheckpointAdded') return { moment, recorded, data, content: undefined };
    const { key, view, effectiveKey } = data;
    const from = this.nodeOf({ checkpoint: id, number }, position);
    reads.parked.assertAnswerable({ stream: streamName(name, 'node', from) });
    const captured = reads.contents.of({ checkpoint: id, number }, effectiveKey, position);
    const tree = applyChanges(emptyTree, diffKeys(undefined, captured, effectiveKey));
    const shown = captured && viewKey(tree, key, view);
    const writtenAt = reads.provenance.writers.of({ checkpoint: id, number }, view, position);
    const found = shown && { key: shown, writtenAt };
    return {
      moment,
      recorded,
      data,
      content: { node: nameOf(moment, 'nodes', from) ?? '', key, view, found },
    };
  }

  /** The node whose registry the content of a capture began with. */
  private nodeOf(capture: Readonly<{ checkpoint: string; number: number }>, to: Position): string {
    const source = this.cluster.reads.contents.way(capture, to).at(-1)?.source;
    return source !== undefined && 'node' in source ? source.node : '';
  }
}
