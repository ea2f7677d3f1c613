import { cluster, group, node, resource, streamName, type AggregateKind } from '#domain';
import { type EventStore, type Executor, type Metadata, type Receipt } from '#event-store';

import { performKey } from './keys.js';

import { type CommandEnvelope } from './step.js';

/** On whose behalf a command is carried out. */
export type ExecutionContext = Readonly<{
  metadata: Metadata;
  /** Refuses on the very state that is decided on, by throwing. */
  guard?: (state: unknown) => void;
  signal?: AbortSignal;
}>;

/** Who writes, and under which cluster's name. */
export type Place = Readonly<{ executor: Executor; store: EventStore; cluster: string }>;

/** Has a command decided by its aggregate, and what was decided appended. */
export const perform = (
  place: Place,
  envelope: CommandEnvelope,
  context: ExecutionContext,
): Promise<Receipt> => {
  if (envelope.kind === 'key') return performKey(place, envelope, context);
  const { executor, cluster: name } = place;
  const stream = streamName(name, envelope.kind satisfies AggregateKind, envelope.id);
  const common = { stream, ...context };
  switch (envelope.kind) {
    case 'cluster':
      return executor.execute({ ...common, decider: cluster, command: envelope.command });
    case 'node':
      return executor.execute({
        ...common,
        decider: node,
        command: envelope.command,
        more: ({ type, data }) => (type === 'DrainCompleted' ? { operation: data.operation } : {}),
      });
    case 'group':
      return executor.execute({
        ...common,
        decider: group,
        command: envelope.command,
        more: ({ data }) => ('operation' in data ? { operation: data.operation } : {}),
      });
    case 'resource':
      return executor.execute({
        ...common,
        decider: resource,
        command: envelope.command,
        more: ({ type }) => (type === 'RegistryCheckpointDeleted' ? deletedBy(envelope) : {}),
      });
  }
};

/** Rule 4: a checkpoint that its resource takes with it was not deleted by anybody's command. */
const deletedBy = ({ command }: CommandEnvelope): Partial<Metadata> =>
  command.type === 'CloseResource' ? { rule: 'R4' } : {};
