import { type NodeId, type OperationId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupEvent } from '../events.js';
import { type Away, type OpenGroup } from '../state.js';

/** At most so many failovers are remembered: a higher threshold is never exceeded. */
const MAX_FAILOVERS = 10_000;

const NOWHERE: ReadonlyMap<NodeId, number> = new Map();

/** A redirected move keeps why it was begun. */
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
      awayBefore: state.away,
    },
    away: isRedirected ? state.away : awayAfter(state, data),
  };
};

/** Away for one failover after the other, it has failed on each of the nodes in between. */
const awayAfter = (
  { away }: OpenGroup,
  { reason, from }: DataOf<GroupEvent, 'GroupMoveStarted'>,
): Away | undefined => {
  if (reason === 'drain') return { reason, from, failedOn: NOWHERE };
  return reason === 'failover' ? { reason, from, failedOn: away?.failedOn ?? NOWHERE } : undefined;
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
  away:
    state.away === undefined || nodeRevision === undefined
      ? state.away
      : {
          ...state.away,
          failedOn: new Map(state.away.failedOn).set(state.away.from, nodeRevision),
        },
});

export const groupOperationStarted = (
  state: OpenGroup,
  { operation: id, ...rest }: DataOf<GroupEvent, 'GroupOperationStarted'>,
): OpenGroup => ({ ...state, epoch: rest.epoch, operation: { id, ...rest } });

/** A move or another operation is over, completed or failed. */
export const operationEnded = (
  state: OpenGroup,
  { operation }: Readonly<{ operation: OperationId }>,
): OpenGroup => ({ ...state, operation: undefined, ended: operation });

/** A move that is denied was never begun: the group is away for the reason that it had. */
export const groupMoveDenied = (
  state: OpenGroup,
  { operation }: DataOf<GroupEvent, 'GroupMoveDenied'>,
): OpenGroup => {
  const { operation: open } = state;
  const away = open?.kind === 'move' ? open.awayBefore : state.away;
  return { ...operationEnded(state, { operation }), away };
};
