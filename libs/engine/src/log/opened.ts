import { type EventStore, type Pause } from '#event-store';
import { type ReadModels } from '#read-models';

import { type EngineMetrics } from '../engine-metrics.js';
import { type LogPlace } from './log-place.js';
import { type StartProjection } from '../projection/projection-messages.js';

/** The parts with which a log and its read model are opened. */
export type OpenParts = Readonly<{
  metrics: EngineMetrics;
  /** Starts the projection; by default, on a thread of its own. */
  startProjection?: StartProjection | undefined;
  /** Milliseconds between two checks of the whole read model; a day by default. */
  checkEveryMs?: number | undefined;
  /**
   * The time in which EventStoreDB has to answer, in milliseconds; by default 8 seconds for an append
   * and 4 for a read.
   */
  patienceMs?: number | undefined;
  warn: (reason: string) => void;
  onDefect: (error: unknown) => void;
}>;

/**
 * The lease that decides which of several processes on one log runs the processes of the cluster.
 */
export type Lease = Readonly<{
  isHeld: boolean;
  /** The holder that was seen last. */
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
export type OpenStores = Readonly<{
  store: EventStore;
  /** Where other threads can read the log. */
  place: LogPlace;
  reads: ReadModels;
  /** Absent for a log that only this process writes. */
  lease?: (hooks: LeaseHooks) => Lease;
  /** The reason why the log does not answer or can't be written; undefined while it is well. */
  problem?: () => Error | undefined;
  /** Closes the log. */
  close: () => Promise<void>;
}>;
