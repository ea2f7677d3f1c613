import { type EventStore, type Pause } from '#event-store';
import { type ReadModels } from '#read-models';

import { type EngineMetrics } from '../engine-metrics.js';

/** What a log and its read model are opened with. */
export type OpenParts = Readonly<{
  metrics: EngineMetrics;
  /** The module that the projection thread runs; that of this library without. */
  projection?: URL | undefined;
  /** Milliseconds between two checks of the whole read model; a day without. */
  checkEveryMs?: number | undefined;
  warn: (reason: string) => void;
  onDefect: (error: unknown) => void;
}>;

/** What settles which of several processes on one log does what the log owes. */
export type Lease = Readonly<{
  isHeld: boolean;
  /** Who had it when it was looked at last. */
  holder: string | undefined;
  start: () => void;
  release: () => Promise<void>;
}>;

export type LeaseHooks = Readonly<{
  holder: string;
  now: () => number;
  pause: Pause;
  onTaken: () => void;
  onLost: () => void;
  onFailure: (error: unknown) => void;
}>;

/** A log, and the read model that follows it. */
export type Opened = Readonly<{
  store: EventStore;
  reads: ReadModels;
  /** Absent for a log that only this process writes. */
  lease?: (hooks: LeaseHooks) => Lease;
  /** Why the log does not answer, or can't be written; undefined while it is well. */
  problem?: () => Error | undefined;
  /** Lets go of the log. */
  close: () => Promise<void>;
}>;
