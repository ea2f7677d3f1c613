import {
  type CheckpointId,
  type CryptoCheckpoint,
  type OpenResource,
  type RegistryCheckpoint,
} from '#domain';

const DIGITS = 8;

/** A checkpoint of a resource with the number under which Windows would list it. */
export type Numbered<Checkpoint> = Readonly<{ number: string; checkpoint: Checkpoint }>;

const numbered = <Checkpoint>(
  checkpoints: ReadonlyMap<CheckpointId, Checkpoint>,
): readonly Numbered<Checkpoint>[] =>
  [...checkpoints.values()].map((checkpoint, index) => ({
    number: String(index + 1).padStart(DIGITS, '0'),
    checkpoint,
  }));

/**
 * The registry checkpoints of a resource in the order of their additions, from `00000001`. Those of the
 * 32-bit view count too: their files need names of their own.
 */
export const numberedKeys = ({
  checkpoints,
}: OpenResource): readonly Numbered<RegistryCheckpoint>[] => numbered(checkpoints);

/** The same of its crypto checkpoints, with numbers of their own. */
export const numberedContainers = ({
  crypto,
}: OpenResource): readonly Numbered<CryptoCheckpoint>[] => numbered(crypto);
