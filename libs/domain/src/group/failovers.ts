import { type OpenGroup } from './state.js';

const HOUR_MS = 3_600_000;

/**
 * The number of failovers that count at an instant: those less than the failover period away. A
 * failover in the future counts too, because the clock may have gone back.
 */
export const failoversAt = (
  instant: number,
  { failovers, policy: { failoverPeriod } }: OpenGroup,
): number => failovers.filter((at) => Math.abs(instant - at) < failoverPeriod * HOUR_MS).length;
