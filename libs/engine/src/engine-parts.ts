import { type Clock } from '#processes';

import { type EngineMetrics } from './engine-metrics.js';
import { type EngineSettings } from './engine-settings.js';
import { type StartComparing } from './comparing/comparing-messages.js';
import { type StartJob } from './jobs/job-messages.js';
import { type OpenStores } from './log/opened.js';
import { type LoadedState } from './state/snapshots.js';

/** An open log, with the state that a snapshot held; a new state if there is no snapshot. */
export type OpenedLog = OpenStores & Readonly<{ recalled?: LoadedState }>;

/** The parts that an engine is built from; tests bring their own. */
export type EngineParts = Readonly<{
  settings: EngineSettings;
  /** Opens the log. For a log on a server, waits until the server answers or the signal aborts. */
  open: (hooks: OpenHooks) => Promise<OpenedLog>;
  metrics: EngineMetrics;
  /** Starts a job; by default, on a thread of its own. */
  startJob?: StartJob | undefined;
  /** Starts the thread of long comparisons; by default, one of its own. */
  startComparing?: StartComparing | undefined;
  newId: () => string;
  clock: Clock;
  warn: (reason: string) => void;
  /** Called with a line about work that takes long. */
  say?: ((what: string) => void) | undefined;
  onDefect: (error: unknown, where: string) => void;
  /** The time that a read waits for the events it must reflect, in milliseconds. */
  catchUpMs?: number;
}>;

export type OpenHooks = Readonly<{
  signal: AbortSignal;
  /** Called with the reason at each try to open the log that fails. */
  onWait: (reason: Error) => void;
}>;
