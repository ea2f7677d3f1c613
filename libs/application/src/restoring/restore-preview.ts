import { type CheckpointRef, type ClusterState, type NodeId } from '#domain';
import { type Position } from '#event-store';
import { type Planned } from '#processes';

import { type Caller } from '../caller.js';
import { cureTarget } from '../cures/cure-part.js';
import {
  isRegistry,
  liveHash,
  type CryptoTarget,
  type RegistryTarget,
} from '../checkpoints/copy-target.js';
import { Contents } from '../cures/preview/contents.js';
import { CurePreviewing, type CurePreview, type Untouched } from '../cures/preview/cure-preview.js';
import { expectAt } from '../cures/preview/expectation.js';
import {
  thingDifferences,
  type DescribeCluster,
  type ThingDifference,
} from '../diff/compare-clusters.js';
import { CommandMetrics } from '../execution/command-metrics.js';
import { CommandRunner } from '../execution/command-runner.js';
import { Idempotency } from '../execution/idempotency.js';
import { stateOf } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';
import { newerInPreview, type NewerInPreview } from './newer-in-preview.js';
import { nextOnline, type NextOnline } from './next-online.js';
import { replacedHash } from './restore-expectation.js';
import { RestorePlans, type AskedRestore } from './restore-plans.js';

/** The effect that a restore would have. */
export type RestorePreview = Readonly<{
  cure: CurePreview;
  /** The properties of things that would change. */
  things: readonly ThingDifference[];
  /** The things that are newer than the backup, and what would happen to them. */
  newer: NewerInPreview;
  /** The keys of nodes that the next online of resources would overwrite. */
  nextOnline: NextOnline;
  position: Position | undefined;
}>;

type Asked = Readonly<{ caller: Caller; asked: AskedRestore; describe: DescribeCluster }>;

/**
 * Carries a restore out on a copy of the cluster, and compares it with the cluster as it is.
 *
 * @throws what the restore itself would be refused with
 */
export const previewOnCopy = async (
  cluster: RunningCluster,
  plans: RestorePlans,
  { caller, asked, describe }: Asked,
): Promise<RestorePreview> => {
  const planned = plans.planned();
  const { position } = cluster.log;
  const expect = expectAt(replacedHash(planned), position);
  return cluster.tryOut({
    deadline: caller.deadline,
    work: (copy, deadline) => {
      const runner = new CommandRunner(copy, new Idempotency(copy), new NotCounted());
      const onCopy = { ...caller, key: undefined, ifMatch: undefined, deadline };
      const plan = new RestorePlans(copy, onCopy, { ...asked, expect: undefined }).plan();
      return runner.run(plan, onCopy, {});
    },
    look: async (copy, before) => {
      const dated = await stateOf(copy, {});
      const then: Planned = { ...planned, present: before };
      return {
        cure: curePreview(cluster, { planned: then, after: copy.state }, expect),
        things: thingDifferences(describe({ ...dated, state: before }), describe(dated)),
        newer: newerInPreview(then),
        nextOnline: nextOnline(copy, then),
        position,
      };
    },
  });
};

/** The commands of a copy are in no metric. */
class NotCounted extends CommandMetrics {
  override countCommand(): void {
    return undefined;
  }
}

type Compared = Readonly<{ planned: Planned; after: ClusterState }>;

/** The places that would change: of registries and live keys, and of stored copies. */
const curePreview = (cluster: RunningCluster, compared: Compared, expect: string): CurePreview => {
  const { planned, after } = compared;
  const { things, present } = planned;
  const previewing = new CurePreviewing(cluster, after);
  const whole = new Set<NodeId>();
  for (const { node, key } of things.registries) {
    if (key === '') whole.add(node);
    const [from, to] = [present, after].map((state) => state.registryKey(node, key));
    previewing.live({ from, to, key }, { node });
  }
  for (const ref of things.checkpoints)
    addCheckpoint(cluster, { ...compared, previewing, whole }, ref);
  return previewing.preview(expect, untouchedIn(planned));
};

type Adding = Compared & Readonly<{ previewing: CurePreviewing; whole: ReadonlySet<NodeId> }>;

const addCheckpoint = (cluster: RunningCluster, adding: Adding, ref: CheckpointRef): void => {
  const { planned, after } = adding;
  if (!isIn(after, ref)) return;
  const target = cureTarget(after, ref.resource, ref.checkpoint);
  const node = planned.present.onlineAt(ref.resource);
  if (!isRegistry(target)) addContainer(adding, target, node);
  else if (node === undefined) addCopy(cluster, adding, target);
  else addLive(adding, target, node);
};

const addLive = (
  { planned, after, previewing, whole }: Adding,
  target: RegistryTarget,
  node: NodeId,
): void => {
  if (whole.has(node)) return;
  const { effectiveKey: key } = target.checkpoint;
  const [from, to] = [planned.present, after].map((state) => state.registryKey(node, key));
  previewing.live({ from, to, key }, { node, target });
};

/** A checkpoint without a capture in the backup keeps its stored copy. */
const addCopy = (
  cluster: RunningCluster,
  { planned: { present, target: then }, previewing }: Adding,
  target: RegistryTarget,
): void => {
  const { resource, checkpoint } = target;
  const ref = { resource, checkpoint: checkpoint.id };
  const before = isIn(present, ref) ? cureTarget(present, resource, ref.checkpoint) : undefined;
  const from =
    before !== undefined && isRegistry(before)
      ? new Contents(cluster).of(before, before.checkpoint.captures)
      : undefined;
  const captures = then.view.openResource(resource)?.checkpoints.get(ref.checkpoint)?.captures ?? 0;
  const to = captures > 0 ? then.content(ref) : from;
  previewing.copy({ from, to, key: checkpoint.effectiveKey }, target);
};

const addContainer = (
  { planned: { present }, previewing }: Adding,
  target: CryptoTarget,
  node: NodeId | undefined,
): void => {
  const known = present.openResource(target.resource)?.crypto.get(target.checkpoint.id);
  const on = node && present.presentNode(node);
  if (known === undefined) return;
  if (on === undefined) {
    const sides = { from: known.fingerprint, to: target.checkpoint.fingerprint };
    previewing.container(sides, target, 'capture');
    return;
  }
  const sides = { from: liveHash(on, known), to: liveHash(target.on, target.checkpoint) };
  previewing.container(sides, target, 'node');
};

const isIn = (state: ClusterState, { resource, checkpoint }: CheckpointRef): boolean => {
  const { checkpoints, crypto } = state.openResource(resource) ?? {};
  return checkpoints?.has(checkpoint) === true || crypto?.has(checkpoint) === true;
};

/** The checkpoints that stay as they are, and why. */
const untouchedIn = ({ things, present, target }: Planned): readonly Untouched[] =>
  things.checkpoints.flatMap(({ resource, checkpoint }): readonly Untouched[] => {
    const then = target.view.openResource(resource);
    const now = present.openResource(resource);
    if (then?.checkpoints.get(checkpoint)?.captures === 0)
      return [{ resource, checkpoint, reason: 'has no capture in the backup' }];
    const isGone = then?.crypto.has(checkpoint) === true && now?.crypto.has(checkpoint) !== true;
    return isGone
      ? [{ resource, checkpoint, reason: 'was deleted, and its keys were erased' }]
      : [];
  });
