import { type Recorded } from '#event-store';
import { type Commit } from '#event-store-sqlite';

/** The questions that gauges ask when they are read. */
export type EngineSources = Readonly<{
  /** How far the fold is behind the log, in events; absent for a log that other processes write, too. */
  foldLag?: () => number;
  /** How far the read model is behind the fold, in events. */
  readModelLag: () => number;
  /** Checkpoints that lack their restore while their resource is online. */
  unrestored: () => number;
  parked: () => number;
  foldStopped: () => boolean;
  readModelStopped: () => boolean;
  /** Of a log that other processes write, too. */
  shared?: Readonly<{
    /** Seconds since all that was in the log was known to be folded. */
    age: () => number;
    /** True while this process runs the cluster's own steps. */
    isHeld: () => boolean;
  }>;
}>;

/** The counters that an engine feeds; the application brings them. */
export type EngineMetrics = Readonly<{
  /** Events appended since the start. */
  appended: number;
  /** One group commit of the embedded log. */
  committed: (commit: Commit) => void;
  /** One append to a log that other processes write, too. */
  appendedTo: (append: Readonly<{ events: number; seconds: number }>) => void;
  folded: (recorded: Recorded) => void;
  /** A lost write was found, by the rule that overwrote it. */
  lost: (rule: string) => void;
  /** Registers the gauges, once there is an engine to ask. */
  watch: (sources: EngineSources) => void;
}>;
