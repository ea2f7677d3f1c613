import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type CheckpointRef, type ResourceId, type Undoing } from '#domain';
import { isContainerLoss, type LostWrite } from '#read-models';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { CheckpointCures } from '../cures/checkpoint-cures.js';
import { type PreviewedCure } from '../cures/preview/cure-preview.js';
import { CureRuns } from '../cures/running/cure-runs.js';
import { PlaceCures } from '../cures/place-cures.js';
import { CommandRunner } from '../execution/command-runner.js';
import { momentOf } from '../reading/moment.js';
import { Refusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { type LostWriteRef } from './acknowledge-lost-write.js';
import { findLostWrite } from './find-lost-write.js';
import { captureWithKeys, lostCheckpoints } from './lost-checkpoints.js';
import { recoveredPlaces, requireContainerPlace, type NamedPlace } from './recovered-places.js';

type Input = Readonly<{
  id: string;
  /** The places to recover; all of the row if undefined. */
  values?: readonly NamedPlace[] | undefined;
  dryRun?: boolean | undefined;
  expect?: string | undefined;
}>;

/**
 * Puts the content of a lost write back where it counts: under the keys of the checkpoints whose data
 * it was, live while their resources are online, else in their stored copies.
 */
export class RecoverLostWrite extends Command<PreviewedCure<LostWriteRef>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

type Recovering = Pick<RecoverLostWrite, 'caller' | 'input'>;

const TYPE = 'RecoverLostWrite';

@CommandHandler(RecoverLostWrite)
export class RecoverLostWriteHandler implements ICommandHandler<RecoverLostWrite> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RecoverLostWrite): Promise<PreviewedCure<LostWriteRef>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const moment = await momentOf(this.cluster, {});
    const lost = findLostWrite(this.cluster, moment, input.id);
    const refs = checkpointsOf(this.cluster, lost);
    const resources = (): readonly ResourceId[] => refs.map(({ resource }) => resource);
    await this.runs.untilReady(resources(), caller);
    return isContainerLoss(lost)
      ? this.container(lost, refs, { caller, input })
      : this.places(lost, refs, { caller, input });
  }

  private async places(
    lost: LostWrite,
    refs: readonly CheckpointRef[],
    { caller, input }: Recovering,
  ): Promise<PreviewedCure<LostWriteRef>> {
    const { changes, isPart } = await recoveredPlaces(this.cluster, lost, input.values);
    const cures = new PlaceCures(this.cluster);
    if (input.dryRun === true)
      return { cure: cures.preview({ refs, changes }), position: this.cluster.log.position };
    const undoing: Undoing = {
      ...{ kind: 'recover', lostWrite: lost.id },
      ...(isPart && { isPart }),
    };
    const { expect } = input;
    const plan = cures.plan({ type: TYPE, refs, changes, undoing, expect }, caller);
    return this.runs.run({ resources: () => resourcesOf(refs), plan }, caller, { lost });
  }

  /** The keys of a container are gone where they were lost; a capture may still have them. */
  private async container(
    lost: LostWrite,
    refs: readonly CheckpointRef[],
    { caller, input }: Recovering,
  ): Promise<PreviewedCure<LostWriteRef>> {
    requireContainerPlace(lost, input.values);
    const reverted = refs.map((ref) => ({ ...ref, number: this.captureWith(lost, ref) }));
    const cures = new CheckpointCures(this.cluster);
    if (input.dryRun === true)
      return { cure: cures.preview(reverted), position: this.cluster.log.position };
    await cures.requireKeys(reverted);
    const { expect } = input;
    const undoing: Undoing = { kind: 'recover', lostWrite: lost.id };
    const plan = cures.plan({ type: TYPE, refs: reverted, undoing, expect }, caller);
    return this.runs.run({ resources: () => resourcesOf(refs), plan }, caller, { lost });
  }

  /** @throws Refusal ERROR_INVALID_STATE key-erased if no capture has the keys */
  private captureWith(lost: LostWrite, ref: CheckpointRef): number {
    const number = captureWithKeys(this.cluster, lost, ref);
    if (number !== undefined) return number;
    throw new Refusal(
      'ERROR_INVALID_STATE',
      'the lost keys were erased where they were lost, and no capture has them',
      { slug: 'key-erased' },
    );
  }
}

const resourcesOf = (refs: readonly CheckpointRef[]): readonly ResourceId[] =>
  refs.map(({ resource }) => resource);

/**
 * @throws ClusterError ERROR_FILE_NOT_FOUND if none of them is there any more
 */
const checkpointsOf = ({ state }: RunningCluster, lost: LostWrite): readonly CheckpointRef[] => {
  const refs = lostCheckpoints(state, lost);
  const { victims, checkpoint, node, key } = lost;
  if (refs.length === 0)
    throw new ClusterError(
      'ERROR_FILE_NOT_FOUND',
      `the checkpoint ${victims[0]?.checkpoint ?? checkpoint} is gone, so that no stored copy would keep the content: write it into the registry of a node, or revert ${key} on node ${node}`,
    );
  return refs;
};
