import { type OpenGroup } from './state.js';

const HOUR_MS = 3_600_000;

/**
 * How many failovers count at an instant: those less than the failover period away from it. Those
 * that seem to come later do so where the clock has gone back; they are as near.
 */
export const failoversAt = (
  instant: number,
  { failovers, policy: { failoverPeriod } }: OpenGroup,
): number => failovers.filter((at) => Math.abs(instant - at) < failoverPeriod * HOUR_MS).length;
