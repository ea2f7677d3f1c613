import { setFlagsFromString } from 'node:v8';

/** By so many percent of what is in use the heap of a thread grows before it is collected again. */
const PERCENT = 30;

/** How V8 calls that. */
export const GROWTH_FLAG = '--heap-growing-percent';

/**
 * Has V8 collect the old generation of each thread before it has grown by much. V8 itself lets it grow
 * up to four times where a lot is allocated, so that what imports leave behind would be as much memory
 * as all registries. The flag is no option of Node.js, and its absence would be no error here.
 */
export const growHeapSlowly = (): void => {
  setFlagsFromString(`${GROWTH_FLAG}=${PERCENT}`);
};
