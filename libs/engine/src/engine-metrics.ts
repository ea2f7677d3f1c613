import { type Recorded } from '#event-store';
import { type Commit } from '#event-store-sqlite';

/** The functions that gauges call when they are read. */
export type EngineSources = Readonly<{
  /**
   * Events by which the fold is behind the log; absent unless other processes write the log too.
   */
  foldLag?: () => number;
  /** Events by which the read model is behind the fold. */
  readModelLag: () => number;
  /** The number of checkpoints whose resource is online without their restore. */
  unrestored: () => number;
  parked: () => number;
  /** True if the schedule of backups has not given an archive that it should have. */
  isBackupOverdue: () => boolean;
  /** The time of the last archive; milliseconds since 1970, -Infinity if there is none. */
  lastArchiveAt: () => number;
  foldStopped: () => boolean;
  readModelStopped: () => boolean;
  /** Present if other processes write the log too. */
  shared?: Readonly<{
    /** Seconds since the fold was known to have the whole log. */
    age: () => number;
    /** True while this process holds the lease. */
    isHeld: () => boolean;
  }>;
}>;

/** The counters that an engine feeds; the application provides them. */
export type EngineMetrics = Readonly<{
  /** Events appended since the start. */
  appended: number;
  /** Called after a group commit of the embedded log. */
  committed: (commit: Commit) => void;
  /** Called after an append to a shared log. */
  appendedTo: (append: Readonly<{ events: number; seconds: number }>) => void;
  folded: (recorded: Recorded) => void;
  /** Called when a lost write is found, with the rule that overwrote the edit. */
  lost: (rule: string) => void;
  /** Registers the gauges once the engine can answer them. */
  watch: (sources: EngineSources) => void;
}>;
