import { applyChanges, emptyTree, foldName } from '#registry';

import { type OperationId } from '../shared/ids.js';
import { evolveCrypto } from './evolve-crypto.js';
import { type NodeEvent } from './events.js';
import {
  applyAhead,
  applyStaged,
  type DoneRestore,
  type Node,
  type OpenDrain,
  type PresentNode,
} from './state.js';

/** Sets that were begun and never closed are forgotten, oldest first, beyond this many. */
const MAX_OPEN_SETS = 64;

type LaterEvent = Exclude<NodeEvent, { type: 'NodeOpened' }>;
type RegistryEvent = Extract<
  LaterEvent,
  { type: 'RegistryChangesStaged' | 'RegistryChanged' | 'RegistryRestored' }
>;

export const evolveNode = (state: Node, event: NodeEvent): Node => {
  if (event.type === 'NodeOpened')
    return {
      status: 'present',
      name: event.data.name,
      state: 'Up',
      isPaused: false,
      hasCrashed: false,
      crashedIn: undefined,
      ignoresPersistentState: false,
      drain: undefined,
      drainStatus: 'NotInitiated',
      leaving: undefined,
      failback: 'none',
      containers: new Map(),
      defaultProviders: new Map(),
      holds: new Map(),
      registry: emptyTree,
      revision: 0,
      startedAt: 0,
      registryRevision: -1,
      fences: new Map(),
      restores: new Map(),
      staged: new Map(),
    };
  return state.status === 'absent'
    ? state
    : evolvePresent({ ...state, revision: state.revision + 1 }, event);
};

const evolvePresent = (state: PresentNode, event: LaterEvent): PresentNode => {
  switch (event.type) {
    case 'GroupFenced':
      return {
        ...state,
        fences: new Map(state.fences).set(event.data.group, event.data.epoch),
      };
    case 'RegistryHeld':
      return { ...state, holds: new Map(state.holds).set(foldName(event.data.key), event.data) };
    case 'RegistryReleased': {
      const holds = new Map(state.holds);
      holds.delete(foldName(event.data.key));
      return { ...state, holds };
    }
    case 'RegistryChangesStaged':
    case 'RegistryChanged':
    case 'RegistryRestored':
      return evolveRegistry(state, event);
    case 'DefaultProviderSet':
    case 'KeyContainerStored':
    case 'KeyContainerRestored':
    case 'KeyContainerDeleted':
    case 'KeyMaterialRevealed':
      return evolveCrypto(state, event);
    default:
      return evolveMembership(state, event);
  }
};

type MembershipEvent = Extract<LaterEvent, { type: `Node${string}` | `Drain${string}` }>;

const evolveMembership = (state: PresentNode, event: MembershipEvent): PresentNode => {
  switch (event.type) {
    case 'NodeStarted':
      return started(state, event.data.ignorePersistentState === true);
    case 'NodeStopped':
      return { ...state, state: 'Down', drain: undefined };
    case 'NodeCrashed':
      return crashed(state, event.data.operation);
    case 'NodePaused':
      return { ...state, isPaused: true, state: 'Paused', failback: 'none' };
    case 'NodeResumed':
      return {
        ...state,
        isPaused: false,
        state: 'Up',
        failback: event.data.failback,
        drain: undefined,
        drainStatus: 'NotInitiated',
      };
    case 'NodeEvictionStarted':
      return { ...state, leaving: event.data.operation };
    case 'NodeEvictionAbandoned':
      return { ...state, leaving: undefined };
    case 'DrainStarted':
      return drainStarted(state, event.data);
    case 'DrainCompleted':
      return drainCompleted(state, event.data.status);
  }
};

const crashed = (state: PresentNode, operation: OperationId): PresentNode => ({
  ...state,
  state: 'Down',
  hasCrashed: true,
  crashedIn: operation,
  drain: undefined,
  holds: new Map(),
});

const started = (state: PresentNode, ignoresPersistentState: boolean): PresentNode => ({
  ...state,
  state: upOf(state),
  startedAt: state.revision,
  hasCrashed: false,
  drain: undefined,
  ignoresPersistentState,
});

const upOf = ({ isPaused }: PresentNode): 'Up' | 'Paused' => (isPaused ? 'Paused' : 'Up');

/** A stop that came to nothing says nothing of drains. */
const drainCompleted = (
  state: PresentNode,
  status: 'Completed' | 'Failed' = 'Completed',
): PresentNode => ({
  ...state,
  drain: undefined,
  drainStatus: state.drain?.purpose === 'stop' ? state.drainStatus : status,
});

const drainStarted = (state: PresentNode, drain: OpenDrain): PresentNode => ({
  ...state,
  drain,
  drainStatus: drain.purpose === 'pause' ? 'InProgress' : state.drainStatus,
});

const evolveRegistry = (state: PresentNode, event: RegistryEvent): PresentNode => {
  if (event.type === 'RegistryChangesStaged') return { ...state, staged: stage(state, event.data) };
  const { changes, staged } = event.data;
  const applied: PresentNode = {
    ...state,
    registry: applyChanges(applyStaged(state, staged), changes),
    registryRevision: state.revision,
    staged: staged ? without(state.staged, staged.set) : state.staged,
  };
  if (event.type === 'RegistryChanged') return applied;
  const { checkpoint, operation, capture, deliberate } = event.data;
  const done: DoneRestore = {
    operation,
    capture,
    revision: state.revision,
    ...(deliberate && { deliberate }),
  };
  return { ...applied, restores: new Map(state.restores).set(checkpoint, done) };
};

const stage = (
  { staged, registry }: PresentNode,
  { set, index, changes }: Extract<NodeEvent, { type: 'RegistryChangesStaged' }>['data'],
): PresentNode['staged'] => {
  const parts = [...(staged.get(set) ?? [])];
  parts[index] = changes;
  if (index === parts.length - 1) applyAhead(registry, parts);
  const next = new Map(staged).set(set, parts);
  const [oldest] = next.keys();
  return next.size > MAX_OPEN_SETS && oldest !== undefined ? without(next, oldest) : next;
};

const without = (staged: PresentNode['staged'], set: string): PresentNode['staged'] =>
  new Map([...staged].filter(([name]) => name !== set));
