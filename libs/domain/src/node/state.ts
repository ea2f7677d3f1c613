import {
  applyChanges,
  emptyTree,
  foldName,
  type RegistryChange,
  type RegistryTree,
} from '#registry';

import { type CheckpointId, type GroupId, type OperationId } from '../shared/ids.js';
import { type Drain, type Failback, type NodeEvent, type StagedSet } from './events.js';

/** The last restore of a checkpoint onto this node; recognises a step that was done already. */
export type DoneRestore = Readonly<{
  operation: OperationId;
  capture: number;
  /** Revision of the RegistryRestored event. */
  revision: number;
}>;

/** Windows' words (domain facts, A9). */
export type DrainStatus = 'NotInitiated' | 'InProgress' | 'Completed' | 'Failed';

export type OpenDrain = Drain & Readonly<{ operation: OperationId }>;

/** A subtree that somebody holds open: it can't be restored. */
export type Hold = Readonly<{ key: string; holder: string }>;

export type PresentNode = Readonly<{
  status: 'present';
  name: string;
  state: 'Up' | 'Down' | 'Paused';
  /** It is Paused whenever it is up. */
  isPaused: boolean;
  /** It is Down because it crashed: its registry is out of reach. */
  hasCrashed: boolean;
  /** Its groups are leaving. */
  drain: OpenDrain | undefined;
  /** What became of the last drain that was no stop. */
  drainStatus: DrainStatus;
  /** Who comes back after the last resume. */
  failback: Failback;
  /** Who holds which subtree open, by folded effective key. */
  holds: ReadonlyMap<string, Hold>;
  /** The physical registry below HKLM. */
  registry: RegistryTree;
  /** Revision of this stream's last event. */
  revision: number;
  /** Revision of the last event that changed the registry; -1 while it is untouched. */
  registryRevision: number;
  fences: ReadonlyMap<GroupId, number>;
  restores: ReadonlyMap<CheckpointId, DoneRestore>;
  /** Lists that are stored but not yet true, by set, in parts. */
  staged: ReadonlyMap<string, readonly (readonly RegistryChange[])[]>;
}>;

export type Node = Readonly<{ status: 'absent' }> | PresentNode;

export const initialNode: Node = { status: 'absent' };

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
      drain: undefined,
      drainStatus: 'NotInitiated',
      failback: 'none',
      holds: new Map(),
      registry: emptyTree,
      revision: 0,
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
    default:
      return evolveMembership(state, event);
  }
};

type MembershipEvent = Extract<LaterEvent, { type: `Node${string}` | `Drain${string}` }>;

const evolveMembership = (state: PresentNode, event: MembershipEvent): PresentNode => {
  switch (event.type) {
    case 'NodeStarted':
      return { ...state, state: upOf(state), hasCrashed: false, drain: undefined };
    case 'NodeStopped':
      return { ...state, state: 'Down', drain: undefined };
    case 'NodeCrashed':
      return { ...state, state: 'Down', hasCrashed: true, drain: undefined, holds: new Map() };
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
    case 'DrainStarted':
      return drainStarted(state, event.data);
    case 'DrainCompleted':
      return { ...state, drain: undefined, drainStatus: event.data.status ?? 'Completed' };
  }
};

const upOf = ({ isPaused }: PresentNode): 'Up' | 'Paused' => (isPaused ? 'Paused' : 'Up');

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
  const { checkpoint, operation, capture } = event.data;
  const done: DoneRestore = { operation, capture, revision: state.revision };
  return { ...applied, restores: new Map(state.restores).set(checkpoint, done) };
};

const stage = (
  { staged }: PresentNode,
  { set, index, changes }: Extract<NodeEvent, { type: 'RegistryChangesStaged' }>['data'],
): PresentNode['staged'] => {
  const parts = [...(staged.get(set) ?? [])];
  parts[index] = changes;
  const next = new Map(staged).set(set, parts);
  const [oldest] = next.keys();
  return next.size > MAX_OPEN_SETS && oldest !== undefined ? without(next, oldest) : next;
};

const without = (staged: PresentNode['staged'], set: string): PresentNode['staged'] =>
  new Map([...staged].filter(([name]) => name !== set));

/**
 * What a list made of a registry last, by its last part: the same long list is asked for when it
 * is decided, when those behind it are, and when it is folded.
 */
const made = new WeakMap<
  object,
  Readonly<{ registry: RegistryTree; parts: Parts; tree: RegistryTree }>
>();

type Parts = readonly (readonly RegistryChange[])[];

/** The registry as the whole of a staged set would leave it. */
export const applyStaged = (
  { registry, staged }: PresentNode,
  set: StagedSet | undefined,
): RegistryTree => {
  const parts = set === undefined ? [] : (staged.get(set.set) ?? []);
  const last = parts.at(-1);
  if (last === undefined) return registry;
  const known = made.get(last);
  const isSame =
    known?.registry === registry && known.parts.every((part, at) => part === parts[at]);
  if (isSame && known.parts.length === parts.length) return known.tree;
  const tree = parts.reduce((at, changes) => applyChanges(at, changes), registry);
  made.set(last, { registry, parts, tree });
  return tree;
};
