import { type CheckpointRef } from '#domain';
import { type FoundVersion, type HeldValue, type ReadModels } from '#read-models';
import { isWithin, sameValue } from '#registry';

import { directoryOf } from '../names.js';
import { type Moment } from '../reading/moment.js';

/** The nodes and stored copies that have a value still, or had it last. */
export type LastHeld = Readonly<{
  /** False if no node has it any more. */
  still: boolean;
  /** Ids of nodes: all that have it, or the one that had it. */
  nodes: readonly string[];
  /** For each checkpoint of the key: the newest capture that has it, of the last ones. */
  captures: readonly Readonly<{ resource: string; checkpoint: string; number: number }>[];
}>;

/** Says where the content of a version is at a moment. */
export const lastHeld = (reads: ReadModels, moment: Moment, found: FoundVersion): LastHeld => {
  const { key, name, value } = found;
  const { holders } = reads.provenance;
  const at = Number(moment.position);
  const isIt = (held: HeldValue | undefined): boolean =>
    held !== undefined && sameValue(held.value, value);
  const nodes = [...directoryOf(moment).nodes.keys()].filter((node) =>
    isIt(holders.onNode({ node, key, name }, at)),
  );
  const captures = moment.clusterState.overlapping(key).flatMap((ref) => {
    const numbers = capturesOf(reads, moment, { ref, found });
    const number = numbers.find((one) => {
      const capture = { checkpoint: ref.checkpoint, number: one };
      return isIt(holders.inCapture(capture, { key, name }, moment.position));
    });
    return number === undefined ? [] : [{ ...ref, number }];
  });
  const still = nodes.length > 0;
  return { still, nodes: still ? nodes : [found.node], captures };
};

/**
 * The captures of a checkpoint that may have a version: the newest one, and those that were taken
 * when the version ended, the later first.
 */
const capturesOf = (
  reads: ReadModels,
  { clusterState }: Moment,
  { ref: { resource, checkpoint }, found }: Readonly<{ ref: CheckpointRef; found: FoundVersion }>,
): readonly number[] => {
  const known = clusterState.openResource(resource)?.checkpoints.get(checkpoint);
  if (known === undefined || !isWithin(found.key, known.effectiveKey)) return [];
  const { captures } = known;
  if (found.until === undefined) return [captures].filter((number) => number > 0);
  // The capture of the version may be written after the event that ended it.
  const after = reads.captures.firstAfter(checkpoint, found.until, captures);
  const numbers = new Set([captures, after, after - 1]);
  return [...numbers].filter((number) => number > 0 && number <= captures).sort((a, b) => b - a);
};
