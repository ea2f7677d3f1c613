import { type NewEvent, type Position } from '#event-store';

import { type Outcome } from './appender.js';

type Written = Extract<Outcome, { type: 'written' }>;

/** True for an append that was written now and not earlier. @param known the last position seen */
export const isFresh = (
  outcome: Written,
  known: bigint,
): outcome is Written & { position: Position } =>
  outcome.isCertain && outcome.position !== undefined && outcome.position > known;

/** The size of events as JSON, in bytes. */
export const sizeOf = (events: readonly NewEvent[]): number =>
  events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
