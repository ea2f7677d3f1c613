import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setPriority, constants } from 'node:os';

/**
 * Lets this thread of the process have less of the processors than the others, where the operating
 * system has a priority for each thread: on Linux. Elsewhere nothing changes.
 */
export const lowerThreadPriority = (): void => {
  try {
    // The link is that of the thread that reads it.
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, constants.priority.PRIORITY_LOW);
  } catch {
    // The work takes the same time from the others as they take from it.
  }
};
