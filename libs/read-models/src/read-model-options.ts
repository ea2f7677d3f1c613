import { type StateSeed } from './past/past-states.js';
import { type ReadModelDamaged } from './file/damage.js';
import { type ProgressListener } from './projection/projecting.js';
import { type ProjectionOptions } from './projection/projection-options.js';

/** The cluster of a log, and callbacks for what is found in it. */
export type ReadModelOptions = Readonly<{
  cluster: string;
  /** Called for every lost write in new events, with its rule. */
  onLost?: (rule: string) => void;
  /** Called with the reason when the log is no longer followed. */
  onStopped?: (error: unknown) => void;
  /**
   * Called for damage. The file is then rebuilt from the log, and gives no answer until it is
   * complete.
   */
  onDamaged?: (damage: ReadModelDamaged) => void;
  /** A state that is at hand, from which later ones are folded. */
  seed?: StateSeed | undefined;
  /** The greatest number of values whose versions are merged; beyond it, each event is searched. */
  few?: number;
}>;

/** The options of read models over those of a file. */
export type LayerOptions = Pick<OneThreadOptions, 'cluster' | 'log' | 'seed' | 'securedThen'> &
  Readonly<{ file: ':memory:'; keepEvery: number }>;

/** The options of read models whose one thread both writes the file and reads it. */
export type OneThreadOptions = ReadModelOptions & Omit<ProjectionOptions, keyof ProgressListener>;
