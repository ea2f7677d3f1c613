import { type ClusterState } from '#domain';

import { ForkFull } from './fork-bounds.js';
import { type ForkedCluster } from './forked-cluster.js';

/** Work on a fork, and the questions to it at its end. */
export type ForkTrial<Result> = Readonly<{
  work: (copy: ForkedCluster, deadline: AbortSignal) => Promise<unknown>;
  look: (copy: ForkedCluster, before: ClusterState) => Promise<Result>;
  deadline: AbortSignal;
}>;

/**
 * Carries work out on a fork, and all that it makes due; then asks the fork, and ends it.
 *
 * @throws ForkFull, and the error of the work or of a process
 */
export const tryOutOn = async <Result>(
  fork: ForkedCluster,
  { work, look, deadline }: ForkTrial<Result>,
): Promise<Result> => {
  const giveUp = (): void => {
    fork.end(new ForkFull('longer than the request waits'));
  };
  deadline.addEventListener('abort', giveUp);
  if (deadline.aborted) giveUp();
  try {
    await fork.start();
    await fork.carryOut((quiet) => work(fork, quiet));
    return await look(fork, fork.before);
  } finally {
    deadline.removeEventListener('abort', giveUp);
    await fork.stop();
  }
};
