import { setFlagsFromString } from 'node:v8';

/** The growth of a thread's heap, in percent of the live data, after which it is collected again. */
const PERCENT = 30;

/** The name of the setting in V8. */
export const GROWTH_FLAG = '--heap-growing-percent';

/**
 * Makes V8 collect the old generation of each thread before it has grown by much. By default V8 lets
 * it grow up to four times under heavy allocation, so the garbage of imports would take as much memory
 * as all registries. Node.js has no such option. V8 ignores the flag if it does not know it.
 */
export const growHeapSlowly = (): void => {
  setFlagsFromString(`${GROWTH_FLAG}=${PERCENT}`);
};
