import { type Clock } from '#processes';

import { type EngineMetrics } from './engine-metrics.js';
import { type EngineSettings } from './engine-settings.js';
import { type Opened } from './log/opened.js';
import { type Recalled } from './state/snapshots.js';

/** An open log, and what of it is folded already; a new state without. */
export type OpenedLog = Opened & Readonly<{ recalled?: Recalled }>;

/** The parts an engine is built from; tests bring their own. */
export type EngineParts = Readonly<{
  settings: EngineSettings;
  /** Opens the log; a log at the end of a wire is waited for until the signal aborts. */
  open: (hooks: OpenHooks) => Promise<OpenedLog>;
  metrics: EngineMetrics;
  newId: () => string;
  clock: Clock;
  warn: (reason: string) => void;
  /** Told what is under way where that takes long. */
  say?: ((what: string) => void) | undefined;
  onDefect: (error: unknown, where: string) => void;
  /** How long a read waits for what it is to reflect, in milliseconds. */
  catchUpMs?: number;
}>;

export type OpenHooks = Readonly<{
  signal: AbortSignal;
  /** Told why the log can't be opened yet, and that it is tried again. */
  onWait: (reason: Error) => void;
}>;
