import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import {
  streamName,
  type CheckpointRef,
  type DataOf,
  type NodeCommand,
  type NodeId,
  type NodeMoment,
  type PresentNode,
  type ClusterView,
} from '#domain';
import { isCaptured, touchedBy, type CommandEnvelope } from '#processes';
import { type HiveReport, type RegFileReport, type RegistryView } from '#registry';

import { idFor, type Caller } from '../caller.js';
import { type CommandPlan, type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { othersTurns } from '../execution/others-turns.js';
import { OneAtATime } from '../execution/one-at-a-time.js';
import { type Changed, type Outcome } from '../execution/outcome.js';
import { nodeState, resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { type ChangeList } from './change-list.js';

type Change = DataOf<NodeCommand, 'ChangeRegistry'>;

/** A capture that holds an edit. */
export type CaptureRef = CheckpointRef & Readonly<{ number: number }>;

/** The facts about an imported file. */
export type ImportReport = RegFileReport | HiveReport;

/**
 * The node, the view that the caller edited through, the revision after the edit, the captures that
 * hold the edit, and the facts about an imported file.
 */
export type RegistryEdit = Readonly<{
  node: NodeId;
  view: RegistryView;
  revision: number;
  captured: readonly CaptureRef[];
  file: ImportReport | undefined;
}>;

/** Changes values and keys of a node's registry: all changes of a list, or none. */
export class ChangeRegistry extends Command<Changed<RegistryEdit>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      node: string;
      /** The view through which the caller names the keys. */
      view: RegistryView;
      /** The changes, with physical keys. */
      changes: ChangeList;
      /**
       * The file that the changes were read from, if any. A long file that changes nothing is not
       * staged: its parts would stay in the log for nothing.
       */
      file?: ImportReport;
    }>,
  ) {
    super();
  }
}

@CommandHandler(ChangeRegistry)
export class ChangeRegistryHandler implements ICommandHandler<ChangeRegistry> {
  /**
   * Staged changes are held in memory several times over, so one long list is executed at a time.
   */
  private readonly longLists = new OneAtATime();

  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ChangeRegistry): Promise<Changed<RegistryEdit>> {
    const { state } = this.cluster;
    const { changes } = input;
    const node = resolveNode(state, input.node);
    nodeState(state, node);
    const target = { node, view: input.view, file: input.file };
    if (!changes.isLong) return this.change(target, caller, this.planFor(node, input, caller));
    const end = await this.longLists.turn();
    try {
      // A batch has edits in line that are not folded yet; the list is decided after them.
      const isNews =
        input.file === undefined || (await changes.changesTree(nodeState(state, node).registry));
      const plan = this.planFor(node, input, caller);
      const until = (): WaitCondition => {
        end();
        return this.captured(node, plan.change);
      };
      const commands = isNews ? plan.commands : () => [withoutChange(node)];
      return await this.change(target, caller, { ...plan, commands, until, between: othersTurns });
    } finally {
      end();
    }
  }

  private async change(
    target: Pick<RegistryEdit, 'node' | 'view' | 'file'>,
    caller: Caller,
    { change, ...plan }: CommandPlan & Readonly<{ change: Change }>,
  ): Promise<Changed<RegistryEdit>> {
    const outcome = await this.runner.run(plan, caller, {});
    return { ...outcome, subject: { ...target, ...this.editIn(outcome, target.node, change) } };
  }

  private planFor(
    node: NodeId,
    { changes, file }: ChangeRegistry['input'],
    caller: Caller,
  ): CommandPlan & Readonly<{ change: Change }> {
    const id = (name: string): string => idFor(caller, name);
    const change = changes.change(id);
    return {
      change,
      type: file === undefined ? 'ChangeRegistry' : 'ImportRegistry',
      commands: () => changes.commands(node, id),
      until: () => this.captured(node, change),
      revision: (state) => (state as Partial<PresentNode>).registryRevision,
    };
  }

  /** Holds once the resources that are online on the node have captured the edit. */
  private captured(node: NodeId, change: Change): WaitCondition {
    const { state, name } = this.cluster;
    const nodeRevision = nodeState(state, node).registryRevision;
    const refs = touchedBy(state, node, change);
    return {
      streams: refs.map(({ resource }) => streamName(name, 'resource', resource)),
      holds: () => refs.every((ref) => isCaptured(state, ref, { node, nodeRevision })),
    };
  }

  private editIn(
    { events, state }: Outcome,
    node: NodeId,
    change: Change,
  ): Pick<RegistryEdit, 'revision' | 'captured'> {
    const stream = streamName(this.cluster.name, 'node', node);
    const written = events.find(
      (event) => event.stream === stream && event.type === 'RegistryChanged',
    );
    if (written === undefined)
      return { revision: nodeState(state, node).registryRevision, captured: [] };
    const revision = Number(written.revision);
    const captured = touchedBy(state, node, change).flatMap((ref) =>
      captureOf(state, ref, { node, nodeRevision: revision }),
    );
    return { revision, captured };
  }
}

/** A command without changes. It is still refused if an edit would be. */
const withoutChange = (id: NodeId): CommandEnvelope => ({
  kind: 'node',
  id,
  command: { type: 'ChangeRegistry', data: { changes: [] } },
});

/**
 * The capture of a checkpoint that holds a node's registry at a moment; undefined if the edit
 * changed nothing in it.
 */
const captureOf = (
  clusterState: ClusterView,
  { resource, checkpoint }: CheckpointRef,
  { node, nodeRevision }: NodeMoment,
): readonly CaptureRef[] => {
  const state = clusterState.openResource(resource);
  const known = state?.checkpoints.get(checkpoint);
  if (known?.source.node !== node || known.source.nodeRevision < nodeRevision) return [];
  return [{ resource, checkpoint, number: known.captures }];
};
