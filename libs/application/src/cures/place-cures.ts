import {
  chunkChanges,
  keyAfter,
  type CheckpointRef,
  type CuredCopy,
  type NodeId,
  type OpenResource,
  type OperationId,
  type PresentNode,
  type Undoing,
} from '#domain';
import { ClusterError } from '#clusapi';
import { type CommandEnvelope } from '#processes';
import { applyChanges, findKey, hashKey, type RegistryChange, type RegistryKey } from '#registry';

import { type Caller } from '../caller.js';
import { isRegistry, type RegistryTarget } from '../checkpoints/copy-target.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { Contents } from './preview/contents.js';
import { cureCommands } from './running/cure-commands.js';
import {
  cureTarget,
  fencesOf,
  isOnline,
  isRunningUnrestored,
  refOf,
  type CureData,
} from './cure-part.js';
import { CurePreviewing, type CurePreview } from './preview/cure-preview.js';
import { expectAt, expectedHash, movedSince, requireUnmoved } from './preview/expectation.js';
import { whenCured } from './running/when-cured.js';

/** A cure of some places of checkpointed keys. */
type PlaceCure = Readonly<{
  /** The name of the command. */
  type: string;
  /** The checkpoints whose keys have the places. */
  refs: readonly CheckpointRef[];
  /** The changes of the places, with physical keys. */
  changes: readonly RegistryChange[];
  undoing: Undoing;
  expect: string | undefined;
}>;

/**
 * Plans the changes of places under checkpointed keys: of the live key while the resource is online,
 * else of the stored copy.
 */
export class PlaceCures {
  private readonly contents: Contents;

  constructor(private readonly cluster: RunningCluster) {
    this.contents = new Contents(cluster);
  }

  /** The effect of a cure. */
  preview({ refs, changes }: Pick<PlaceCure, 'refs' | 'changes'>): CurePreview {
    const previewing = new CurePreviewing(this.cluster);
    const targets = this.targets(refs);
    for (const target of targets) {
      const { effectiveKey: key } = target.checkpoint;
      if (isOnline({ target })) {
        const { registry } = target.on;
        const from = findKey(registry, key);
        const to = findKey(applyChanges(registry, changes), key);
        previewing.live({ from, to, key }, { node: target.node, target });
      } else {
        const { from, to } = this.copy(target, changes);
        previewing.copy({ from, to, key }, target);
      }
    }
    return previewing.preview(
      expectAt(expectedHash(targets.map(partOf)), this.cluster.log.position),
    );
  }

  /** The plan of a cure. */
  plan({ type, refs, changes, undoing, expect }: PlaceCure, caller: Caller): CommandPlan {
    const curing = { changes, undoing, operation: caller.operation };
    return {
      type,
      commands: () => {
        this.requireSame(refs, expect);
        return this.commands(refs, curing);
      },
      guard: (state, { command }) => {
        if (command.type === 'CureRegistry') this.requireSame(refs, expect, state as PresentNode);
        else if (command.type === 'ChangeRegistryCopy')
          this.requireLast(refs, state as OpenResource);
      },
      until: () => {
        const running = this.targets(refs).filter((target) => isOnline({ target }));
        return whenCured(this.cluster, { node: running[0]?.node, refs, changes });
      },
    };
  }

  private requireSame(
    refs: readonly CheckpointRef[],
    expect: string | undefined,
    on?: PresentNode,
  ): void {
    const parts = this.targets(refs).map(partOf);
    requireUnmoved(expect, expectedHash(parts, on), movedSince(this.cluster, parts));
  }

  /** A capture that is on its way is as good as one that is there. */
  private requireLast(refs: readonly CheckpointRef[], { checkpoints }: OpenResource): void {
    const isLast = this.targets(refs).every(({ checkpoint: { id, captures } }) => {
      const known = checkpoints.get(id);
      return known === undefined || known.captures === captures;
    });
    if (!isLast)
      throw new ClusterError('ERROR_INVALID_STATE', 'another capture of the checkpoint came first');
  }

  private *commands(
    refs: readonly CheckpointRef[],
    curing: Readonly<{
      changes: readonly RegistryChange[];
      undoing: Undoing;
      operation: OperationId;
    }>,
  ): Iterable<CommandEnvelope> {
    const { changes, undoing, operation } = curing;
    const targets = this.targets(refs);
    const running = targets.filter((target) => isOnline({ target }));
    for (const node of new Set(running.map((target) => target.node))) {
      const cure = (): Omit<CureData, 'staged'> => this.cureOn(node, refs, curing);
      if (isEffective(this.cluster, node, changes))
        yield* cureCommands(this.cluster, { node, operation, cure });
    }
    for (const target of targets)
      if (!isOnline({ target })) yield* this.copyCommands(target, changes, undoing);
  }

  private cureOn(
    node: NodeId,
    refs: readonly CheckpointRef[],
    { changes, undoing }: Readonly<{ changes: readonly RegistryChange[]; undoing: Undoing }>,
  ): Omit<CureData, 'staged'> {
    const targets = this.targets(refs).filter(
      (target) => target.node === node && isOnline({ target }),
    );
    const copies = targets.map((target): CuredCopy => ({
      ...refOf({ target }),
      copy: isRunningUnrestored({ target }) ? { changes } : 'live',
    }));
    return { targets: [], changes, cure: { ...undoing, copies }, ...fencesOf(targets) };
  }

  private *copyCommands(
    target: RegistryTarget,
    changes: readonly RegistryChange[],
    cure: Undoing,
  ): Iterable<CommandEnvelope> {
    const { resource, checkpoint } = target;
    const { id, captures } = checkpoint;
    const { to } = this.copy(target, changes);
    const hash = hashKey(to);
    if (hash === checkpoint.hash) return;
    requireShort(changes);
    const data = { checkpoint: id, changes, captures, hash, cure };
    yield { kind: 'resource', id: resource, command: { type: 'ChangeRegistryCopy', data } };
  }

  /** The stored copy before and after the changes. */
  private copy(
    target: RegistryTarget,
    changes: readonly RegistryChange[],
  ): Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined }> {
    const { captures, effectiveKey } = target.checkpoint;
    const from = captures === 0 ? undefined : this.contents.of(target, captures);
    return { from, to: keyAfter(from, changes, effectiveKey) };
  }

  private targets(refs: readonly CheckpointRef[]): readonly RegistryTarget[] {
    return refs
      .map(({ resource, checkpoint }) => cureTarget(this.cluster.state, resource, checkpoint))
      .filter(isRegistry);
  }
}

const partOf = (target: RegistryTarget): Readonly<{ target: RegistryTarget; number: number }> => ({
  target,
  number: 0,
});

const isEffective = (
  { state }: RunningCluster,
  node: NodeId,
  changes: readonly RegistryChange[],
): boolean => {
  const registry = state.presentNode(node)?.registry;
  return registry !== undefined && applyChanges(registry, changes) !== registry;
};

/** @throws RequestRefusal if the changes do not fit the event of one capture */
const requireShort = (changes: readonly RegistryChange[]): void => {
  if (chunkChanges(changes).length > 1)
    throw malformed(
      '/values',
      'the content is too long for one capture of a stored copy: bring the resource online first, or recover some of the values at a time',
    );
};
