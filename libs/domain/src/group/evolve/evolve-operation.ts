import { type NodeId, type OperationId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupEvent } from '../events.js';
import { type Displacement, type OpenGroup } from '../state.js';

/** The number of failovers that a group remembers; a higher threshold is never exceeded. */
const MAX_FAILOVERS = 10_000;

const NOWHERE: ReadonlyMap<NodeId, number> = new Map();

/** A redirected move keeps its first reason. */
export const groupMoveStarted = (
  state: OpenGroup,
  data: DataOf<GroupEvent, 'GroupMoveStarted'>,
): OpenGroup => {
  const { operation: id, epoch, from, to, reason = 'operator' } = data;
  const { returnOnError = false, isDeniable = false } = data;
  const isRedirected = state.operation?.id === id;
  return {
    ...state,
    epoch,
    operation: {
      kind: 'move',
      ...{ id, epoch, from, to, reason, returnOnError, isDeniable },
      displacedBefore: state.displacedBy,
    },
    displacedBy: isRedirected ? state.displacedBy : displacementAfter(state, data),
  };
};

/** A group that fails over again and again keeps the list of all nodes on which it failed. */
const displacementAfter = (
  { displacedBy }: OpenGroup,
  { reason, from }: DataOf<GroupEvent, 'GroupMoveStarted'>,
): Displacement | undefined => {
  if (reason === 'drain') return { reason, from, failedOn: NOWHERE };
  return reason === 'failover'
    ? { reason, from, failedOn: displacedBy?.failedOn ?? NOWHERE }
    : undefined;
};

export const groupOwnerChanged = (
  state: OpenGroup,
  { to, epoch }: DataOf<GroupEvent, 'GroupOwnerChanged'>,
): OpenGroup => ({ ...state, owner: to, arrivedIn: epoch });

export const groupFailoverCounted = (
  state: OpenGroup,
  { at, nodeRevision }: DataOf<GroupEvent, 'GroupFailoverCounted'>,
): OpenGroup => ({
  ...state,
  failovers: [...state.failovers, at].slice(-MAX_FAILOVERS),
  displacedBy:
    state.displacedBy === undefined || nodeRevision === undefined
      ? state.displacedBy
      : {
          ...state.displacedBy,
          failedOn: new Map(state.displacedBy.failedOn).set(state.displacedBy.from, nodeRevision),
        },
});

export const groupOperationStarted = (
  state: OpenGroup,
  { operation: id, ...rest }: DataOf<GroupEvent, 'GroupOperationStarted'>,
): OpenGroup => ({ ...state, epoch: rest.epoch, operation: { id, ...rest } });

/** A move or another operation has ended, completed or failed. */
export const operationEnded = (
  state: OpenGroup,
  { operation }: Readonly<{ operation: OperationId }>,
): OpenGroup => ({ ...state, operation: undefined, ended: operation });

/** A denied move counts as never begun: the group gets its previous displacement back. */
export const groupMoveDenied = (
  state: OpenGroup,
  { operation }: DataOf<GroupEvent, 'GroupMoveDenied'>,
): OpenGroup => {
  const { operation: open } = state;
  const displacedBy = open?.kind === 'move' ? open.displacedBefore : state.displacedBy;
  return { ...operationEnded(state, { operation }), displacedBy };
};
