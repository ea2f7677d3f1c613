import {
  streamName,
  type BackupRestore,
  type Formation,
  type NodeId,
  type Newer,
  type ResourceId,
  type RestoreTarget,
} from '#domain';
import { plannedOf, planRestore, type Planned } from '#processes';
import { restoreTargetAt, type TreeAt } from '#read-models';

import { type Caller } from '../caller.js';
import { requireUnmoved } from '../cures/preview/expectation.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { given } from '../fields.js';
import { Refusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { replacedHash } from './restore-expectation.js';
import { requireRestorable } from './restorable.js';
import { partOf, type NamedPart } from './restored-part.js';

/** The restore that a request asks for. */
export type AskedRestore = Readonly<{
  /** The backup, whose last event this log has. */
  source: Pick<BackupRestore, 'backup' | 'cut'>;
  what: NamedPart;
  newer: Newer;
  /** The nodes that stop for the restore, and the one that does not. */
  formation?: Formation;
  /** Restores live keys of resources that are online too. */
  force?: boolean | undefined;
  /** The `expect` of a dry run. The command is refused if the state has changed since then. */
  expect?: string | undefined;
}>;

/** Plans the restore of one request. */
export class RestorePlans {
  private readonly target: RestoreTarget;
  private readonly restore: BackupRestore;

  /** @throws NoSuchThing for a thing that the backup does not have */
  constructor(
    private readonly cluster: RunningCluster,
    { operation }: Caller,
    private readonly asked: AskedRestore,
  ) {
    const { source, newer, force, formation } = asked;
    this.target = restoreTargetAt(cluster.reads, source.cut, (node) => this.presentTree(node));
    const what = partOf(this.target.view, asked.what);
    this.restore = {
      ...{ operation, ...source, what, newer },
      ...(force === true && { force }),
      ...given({ formation }),
    };
  }

  /** The restore as it is planned from the present state. */
  planned(): Planned {
    return plannedOf({ restore: this.restore, present: this.cluster.state, target: this.target });
  }

  /** The resources that a restore is about, as far as they exist. */
  resources(): readonly ResourceId[] {
    const { things, newer, present } = this.planned();
    const named = [
      ...things.resources,
      ...newer.resources,
      ...things.checkpoints.map(({ resource }) => resource),
      ...things.registries.flatMap(({ node }) => present.onlineOn(node)),
    ];
    return [...new Set(named)].filter((id) => present.openResource(id) !== undefined);
  }

  /** The plan of the command: it decides the restore, and waits for its end. */
  plan(): CommandPlan {
    const { name, state } = this.cluster;
    const isUnderWay = (): boolean =>
      state.cluster.status === 'formed' &&
      state.cluster.restoring?.operation === this.restore.operation;
    return {
      type: 'RestoreBackup',
      commands: () => {
        this.requirePossible();
        const { steps, isWaiting } = planRestore(this.planned());
        const isSame = steps.length === 0 && !isWaiting;
        if (isSame && this.restore.formation === undefined) return [];
        const command = { type: 'StartBackupRestore', data: this.restore } as const;
        return [{ kind: 'cluster', id: name, command }];
      },
      guard: () => {
        this.requirePossible();
      },
      until: () => ({ streams: [streamName(name, 'cluster', name)], holds: () => !isUnderWay() }),
      outcomeError: ({ events }) => {
        if (!events.some(({ type }) => type === 'BackupRestoreFailed')) return undefined;
        const { operation } = this.restore;
        const message = `the restore could not be finished: operation ${operation} says why`;
        return new Refusal('ERROR_INVALID_STATE', message, { slug: 'restore-failed', operation });
      },
    };
  }

  /**
   * @throws ClusterError for a restore that is not possible; RequestRefusal for a stale `expect`
   */
  private requirePossible(): void {
    const planned = this.planned();
    requireUnmoved(this.asked.expect, replacedHash(planned), () => undefined);
    requireRestorable(planned);
  }

  /** The registry of a node, if the read model is as far as the fold. */
  private presentTree(node: NodeId): TreeAt | undefined {
    const { state, log, reads } = this.cluster;
    const tree = state.presentNode(node)?.registry;
    if (tree === undefined || log.position !== reads.position) return undefined;
    return { tree, at: Number(reads.position) };
  }
}
