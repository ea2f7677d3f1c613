import { type BackupRestore, type RestoreTarget } from '#domain';
import { InMemoryEventStore, type EventStore } from '#event-store';

import { DirectoryHistory } from './directory-history.js';
import { seeded } from './random.js';
import { RecordingStore } from './recording-store.js';
import {
  carryOutRestore,
  configurationOf,
  learnContents,
  learnTargets,
  restoreOf,
  targetOf,
  withoutCapture,
} from './restoring-cluster.js';
import { idOf, SimulatedCluster } from './simulated-cluster.js';

const CUT = 'cut';

/** A cluster that has a backup, went on at random, and gets the backup back. */
export class RestoreScene {
  readonly cluster: SimulatedCluster;
  readonly targets = new Map<string, RestoreTarget>();
  /** The checkpoints without a capture in the backup. */
  without: ReadonlySet<string> = new Set();
  /** The configuration in the backup. */
  wanted: unknown;

  private constructor(readonly store: RecordingStore) {
    this.cluster = this.over(store);
  }

  /** @param steps the number of random acts before the backup, and after it */
  static async begin(seed: number, steps = 40, isOffline = true): Promise<RestoreScene> {
    const store = new RecordingStore(newStore());
    const scene = new RestoreScene(store);
    const { cluster } = scene;
    await cluster.start();
    const history = new DirectoryHistory(cluster, seeded(seed));
    await history.begin();
    await history.steps(steps);
    if (isOffline) await history.takeOffline();
    scene.targets.set(CUT, targetOf(cluster.clusterState));
    scene.without = withoutCapture(cluster.clusterState);
    scene.wanted = configurationOf(cluster.clusterState);
    await history.steps(steps);
    if (isOffline) await history.takeOffline();
    return scene;
  }

  /** A cluster over a log, which knows the backup. */
  over(store: EventStore, process = ''): SimulatedCluster {
    const cluster = new SimulatedCluster(store, process);
    learnContents(cluster);
    learnTargets(cluster, this.targets);
    return cluster;
  }

  get target(): RestoreTarget {
    const target = this.targets.get(CUT);
    if (target === undefined) throw new Error('there is a backup');
    return target;
  }

  restore(how: Partial<BackupRestore> = {}): BackupRestore {
    return restoreOf(CUT, idOf('restore'), how);
  }

  async carryOut(how: Partial<BackupRestore> = {}): Promise<BackupRestore> {
    const restore = this.restore(how);
    await carryOutRestore(this.cluster, restore);
    await this.cluster.pass(0);
    return restore;
  }

  configuration(cluster = this.cluster): unknown {
    return configurationOf(cluster.clusterState, this.without);
  }

  /** The reason for which the restore failed; undefined if it did not. */
  async failure(cluster = this.cluster): Promise<unknown> {
    const log = await cluster.log();
    return log.find(({ event }) => event.type === 'BackupRestoreFailed')?.event.data;
  }

  /** A log with the first writes of this one. */
  async copy(writes: number): Promise<EventStore> {
    const store = newStore();
    for (const write of this.store.writes.slice(0, writes)) await write(store);
    return store;
  }
}

const newStore = (): EventStore => new InMemoryEventStore(() => new Date(0));
