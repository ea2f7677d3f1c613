import { cluster, group, node, resource, streamName, type AggregateKind } from '#domain';
import { type EventStore, type Executor, type Metadata, type Receipt } from '#event-store';

import { performKey } from './keys.js';

import { type Addressed } from './step.js';

/** On whose behalf a command is carried out. */
export type Behalf = Readonly<{
  metadata: Metadata;
  /** Refuses on the very state that is decided on, by throwing. */
  guard?: (state: unknown) => void;
  signal?: AbortSignal;
}>;

/** Who writes, and under which cluster's name. */
export type Place = Readonly<{ executor: Executor; store: EventStore; cluster: string }>;

/** Has a command decided by its aggregate, and what was decided appended. */
export const perform = (place: Place, addressed: Addressed, behalf: Behalf): Promise<Receipt> => {
  if (addressed.kind === 'key') return performKey(place, addressed, behalf);
  const { executor, cluster: name } = place;
  const stream = streamName(name, addressed.kind satisfies AggregateKind, addressed.id);
  const common = { stream, ...behalf };
  switch (addressed.kind) {
    case 'cluster':
      return executor.execute({ ...common, decider: cluster, command: addressed.command });
    case 'node':
      return executor.execute({
        ...common,
        decider: node,
        command: addressed.command,
        more: ({ type, data }) => (type === 'DrainCompleted' ? { operation: data.operation } : {}),
      });
    case 'group':
      return executor.execute({
        ...common,
        decider: group,
        command: addressed.command,
        more: ({ data }) => ('operation' in data ? { operation: data.operation } : {}),
      });
    case 'resource':
      return executor.execute({
        ...common,
        decider: resource,
        command: addressed.command,
        more: ({ type }) => (type === 'RegistryCheckpointDeleted' ? deletedBy(addressed) : {}),
      });
  }
};

/** Rule 4: a checkpoint that its resource takes with it was not deleted by anybody's command. */
const deletedBy = ({ command }: Addressed): Partial<Metadata> =>
  command.type === 'CloseResource' ? { rule: 'R4' } : {};
