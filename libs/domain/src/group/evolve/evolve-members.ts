import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { withoutProvider, withProvider, type Dependency } from '../dependency.js';
import { type GroupEvent } from '../events.js';
import { type OpenGroup } from '../state.js';

export const groupMemberAdded = (
  state: OpenGroup,
  { resource, epoch = 0 }: DataOf<GroupEvent, 'GroupMemberAdded'>,
): OpenGroup => ({
  ...state,
  members: new Set(state.members).add(resource),
  epoch: Math.max(state.epoch, epoch),
});

export const groupMemberRemoved = (
  state: OpenGroup,
  { resource }: DataOf<GroupEvent, 'GroupMemberRemoved'>,
): OpenGroup => {
  const members = new Set([...state.members].filter((member) => member !== resource));
  const dependencies = [...state.dependencies].flatMap(([dependent, known]) => {
    const left = withoutProvider(known, resource);
    return dependent === resource || left === undefined ? [] : [[dependent, left] as const];
  });
  return { ...staying(state, resource), members, dependencies: new Map(dependencies) };
};

export const groupMemberRemovalStarted = (
  state: OpenGroup,
  { resource, ...removal }: DataOf<GroupEvent, 'GroupMemberRemovalStarted'>,
): OpenGroup => ({ ...state, leaving: new Map(state.leaving).set(resource, removal) });

export const groupMemberRemovalAbandoned = (
  state: OpenGroup,
  { resource }: DataOf<GroupEvent, 'GroupMemberRemovalAbandoned'>,
): OpenGroup => staying(state, resource);

const staying = (state: OpenGroup, resource: ResourceId): OpenGroup => ({
  ...state,
  leaving: new Map([...state.leaving].filter(([id]) => id !== resource)),
});

export const dependencyAdded = (
  state: OpenGroup,
  { resource, provider }: DataOf<GroupEvent, 'DependencyAdded'>,
): OpenGroup =>
  withDependency(state, resource, withProvider(state.dependencies.get(resource), provider));

export const dependencyRemoved = (
  state: OpenGroup,
  { resource, provider }: DataOf<GroupEvent, 'DependencyRemoved'>,
): OpenGroup =>
  withDependency(state, resource, withoutProvider(state.dependencies.get(resource), provider));

export const dependencyExpressionSet = (
  state: OpenGroup,
  { resource, expression }: DataOf<GroupEvent, 'DependencyExpressionSet'>,
): OpenGroup => withDependency(state, resource, expression ?? undefined);

const withDependency = (
  state: OpenGroup,
  resource: ResourceId,
  dependency: Dependency | undefined,
): OpenGroup => {
  const dependencies = new Map(state.dependencies);
  if (dependency === undefined) dependencies.delete(resource);
  else dependencies.set(resource, dependency);
  return { ...state, dependencies };
};
