import { ClusterError } from '#clusapi';
import { chunkChanges, cureChanges, fitsOneCure, MAX_LIST_BYTES, type NodeId } from '#domain';
import { stagedSet, type CommandEnvelope } from '#processes';
import { nodeState } from '../../names.js';
import { type RunningCluster } from '../../running-cluster.js';
import { type CureData } from '../cure-part.js';

/** A cure of the registry of a node, and the operation that it is. */
type Curing = Readonly<{
  node: NodeId;
  operation: string;
  /** Makes the cure from the present state. */
  cure: () => Omit<CureData, 'staged'>;
}>;

const KIB = 1024;

/**
 * The commands of a cure of a node's registry; none if it changes nothing. A list that is too long
 * for one event is staged first, and what came in between is then part of the last command.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER if the stored copies alone are too long for one event
 */
export function* cureCommands(
  cluster: RunningCluster,
  { node, operation, cure }: Curing,
): Iterable<CommandEnvelope> {
  const first = cure();
  requireShortCopies(first);
  const to = { kind: 'node', id: node } as const;
  const changes = cureChanges(nodeState(cluster.state, node).registry, first);
  const { copies } = first.cure;
  if (changes.length === 0 && copies.length === 0) return;
  if (fitsOneCure(changes, copies)) {
    yield { ...to, command: { type: 'CureRegistry', data: first } };
    return;
  }
  const set = `${operation}/cure/${cluster.newId()}`;
  const parts = chunkChanges(changes);
  for (const [index, part] of parts.entries())
    yield { ...to, command: { type: 'StageRegistryChanges', data: { set, index, changes: part } } };
  const data = cure();
  requireSameKeys(first, data);
  yield {
    ...to,
    command: { type: 'CureRegistry', data: { ...data, staged: stagedSet(set, parts) } },
  };
}

/** The staged changes are of these keys alone. */
const requireSameKeys = (
  { targets: before }: Pick<CureData, 'targets'>,
  { targets: now }: Pick<CureData, 'targets'>,
): void => {
  const keysOf = (targets: CureData['targets']): string => targets.map(({ key }) => key).join('\n');
  if (keysOf(before) !== keysOf(now))
    throw new ClusterError('ERROR_INVALID_STATE', 'a resource has come online or gone offline');
};

const requireShortCopies = ({ cure: { copies } }: Pick<CureData, 'cure'>): void => {
  if (!fitsOneCure([], copies))
    throw new ClusterError(
      'ERROR_INVALID_PARAMETER',
      `the changes of stored copies are longer than ${MAX_LIST_BYTES / KIB} KiB: cure fewer checkpoints at once, or a smaller key`,
    );
};
