import { runTask } from '../src/jobs/run-task.js';
import { type ClusterPlace, type Fault } from '../src/jobs/task-context.js';
import { Snapshots, snapshotFile } from '../src/state/snapshots.js';
import { type Engine } from '../src/engine.js';

/**
 * Verifies the files of a server that does not run.
 *
 * @throws Error if the verification can't come to its end
 */
export const verifyFiles = async (place: ClusterPlace): Promise<readonly Fault[]> => {
  const faults: Fault[] = [];
  const isCancelled = new Int32Array(1);
  let failure: string | undefined;
  await runTask({ id: 'test', task: 'verify', input: undefined, place, isCancelled }, (report) => {
    if (report.type === 'fault') faults.push(report.fault);
    if (report.type === 'ended') failure = report.error;
  });
  if (failure !== undefined) throw new Error(failure);
  return faults;
};

/** Takes a snapshot of an engine now, however few events it has. */
export const takeSnapshot = async ({ clusterState, store, parts, name }: Engine): Promise<void> => {
  const place = { file: snapshotFile(parts.settings), cluster: name };
  const means = {
    now: () => 0,
    onDefect: (error: unknown) => {
      throw error;
    },
  };
  const snapshots = new Snapshots(place, clusterState, means);
  for await (const last of store.readLog({ direction: 'backwards', limit: 1 }))
    snapshots.observe(last, Number.MAX_SAFE_INTEGER);
  await snapshots.settled();
};
