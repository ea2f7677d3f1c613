import {
  backup,
  cluster,
  group,
  node,
  resource,
  streamName,
  type AggregateKind,
  type BackupEvent,
  type GroupEvent,
  type NodeEvent,
} from '#domain';
import { type EventStore, type Executor, type Metadata, type Receipt } from '#event-store';

import { executeKeyCommand } from './key-commands.js';

import { type CommandEnvelope } from './step.js';

/** The metadata, deadline and guard under which a command is executed. */
export type ExecutionContext = Readonly<{
  metadata: Metadata;
  /** Refuses the command by throwing. It sees the same state as the decision. */
  guard?: (state: unknown) => void;
  signal?: AbortSignal;
}>;

/** The executor, the store and the cluster's name that a command is executed with. */
export type ProcessServices = Readonly<{ executor: Executor; store: EventStore; cluster: string }>;

/** The end of a drain belongs to the operation of its beginning. */
const ofNode = ({ type, data }: NodeEvent): Partial<Metadata> =>
  type === 'DrainCompleted' ? { operation: data.operation } : {};

const ofGroup = ({ data }: GroupEvent): Partial<Metadata> =>
  'operation' in data ? { operation: data.operation } : {};

/** Rule 5: checkpoints are in backups. */
const ofBackup = ({ type }: BackupEvent): Partial<Metadata> =>
  type === 'BackupTaken' ? { rule: 'R5' } : {};

const OF_NODE = { decider: node, more: ofNode };
const OF_GROUP = { decider: group, more: ofGroup };
const OF_BACKUP = { decider: backup, more: ofBackup };

/** Lets the aggregate decide a command, and appends its events. */
export const executeCommand = (
  place: ProcessServices,
  envelope: CommandEnvelope,
  context: ExecutionContext,
): Promise<Receipt> => {
  if (envelope.kind === 'key') return executeKeyCommand(place, envelope, context);
  const { executor, cluster: name } = place;
  const stream = streamName(name, envelope.kind satisfies AggregateKind, envelope.id);
  const common = { stream, ...context };
  switch (envelope.kind) {
    case 'cluster':
      return executor.execute({ ...common, decider: cluster, command: envelope.command });
    case 'node':
      return executor.execute({ ...common, ...OF_NODE, command: envelope.command });
    case 'group':
      return executor.execute({ ...common, ...OF_GROUP, command: envelope.command });
    case 'backup':
      return executor.execute({ ...common, ...OF_BACKUP, command: envelope.command });
    case 'resource':
      return executor.execute({
        ...common,
        decider: resource,
        command: envelope.command,
        more: ({ type }) => (type === 'RegistryCheckpointDeleted' ? deletedBy(envelope) : {}),
      });
  }
};

/** Rule 4: the deletion of a checkpoint together with its resource carries the rule's name. */
const deletedBy = ({ command }: CommandEnvelope): Partial<Metadata> =>
  command.type === 'CloseResource' ? { rule: 'R4' } : {};
