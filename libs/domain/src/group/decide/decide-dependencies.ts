import { ClusterError } from '#clusapi';

import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { MAX_DEPTH, providersOf, withProvider, type Dependency } from '../dependency.js';
import { type GroupEvent } from '../events.js';
import { requireNotDeleted } from './guard.js';
import { type OpenGroup } from '../state.js';

/** Adds a provider to a resource (domain facts, A12). */
export const addDependency = (
  { resource, provider, isOnline }: DataOf<GroupCommand, 'AddDependency'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const known = state.dependencies.get(resource);
  requireMembers([resource, provider], state);
  requireNotDeleted([resource, provider], state);
  if (providersOf(known).includes(provider))
    throw new ClusterError(
      'ERROR_DEPENDENCY_ALREADY_EXISTS',
      'the resource already depends on that provider',
    );
  requireSound(resource, withProvider(known, provider), state);
  requireNotOnline(isOnline);
  return [{ type: 'DependencyAdded', data: { resource, provider } }];
};

export const removeDependency = (
  { resource, provider }: DataOf<GroupCommand, 'RemoveDependency'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const known = state.dependencies.get(resource);
  if (!providersOf(known).includes(provider))
    throw new ClusterError(
      'ERROR_DEPENDENCY_NOT_FOUND',
      'the resource does not depend on that provider',
    );
  return [{ type: 'DependencyRemoved', data: { resource, provider } }];
};

export const setDependencies = (
  { resource, expression, isOnline }: DataOf<GroupCommand, 'SetDependencies'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const known = state.dependencies.get(resource) ?? null;
  if (JSON.stringify(known) === JSON.stringify(expression)) return [];
  const providers = providersOf(expression ?? undefined);
  requireMembers([resource, ...providers], state);
  requireNotDeleted([resource, ...providers], state);
  requireSound(resource, expression ?? undefined, state);
  if (providers.some((provider) => !providersOf(known ?? undefined).includes(provider)))
    requireNotOnline(isOnline);
  return [{ type: 'DependencyExpressionSet', data: { resource, expression } }];
};

const requireMembers = (resources: readonly ResourceId[], { members }: OpenGroup): void => {
  if (resources.every((resource) => members.has(resource))) return;
  throw new ClusterError('ERROR_INVALID_PARAMETER', 'both must be resources of the same group');
};

const requireNotOnline = (isOnline: boolean): void => {
  if (isOnline) throw new ClusterError('ERROR_RESOURCE_ONLINE', 'the dependent resource is online');
};

/** Refuses an expression that would close a circle or make a chain too long. */
const requireSound = (
  resource: ResourceId,
  expression: Dependency | undefined,
  { dependencies }: OpenGroup,
): void => {
  const of = (id: ResourceId): readonly ResourceId[] =>
    providersOf(id === resource ? expression : dependencies.get(id));
  const above = depths(resource, of);
  if (above === undefined)
    throw new ClusterError('ERROR_CIRCULAR_DEPENDENCY', 'it would depend on itself');
  const dependents = (id: ResourceId): readonly ResourceId[] =>
    [...dependencies].flatMap(([dependent, known]) =>
      dependent !== resource && providersOf(known).includes(id) ? [dependent] : [],
    );
  const below = depths(resource, dependents) ?? 0;
  if (above + below > MAX_DEPTH)
    throw new ClusterError(
      'ERROR_DEPENDENCY_TREE_TOO_COMPLEX',
      `a chain of dependencies would be longer than ${MAX_DEPTH}`,
    );
};

/**
 * The length of the longest chain from each resource; undefined if a chain leads back to its start.
 */
const depths = (
  start: ResourceId,
  next: (id: ResourceId) => readonly ResourceId[],
): number | undefined => {
  const known = new Map<ResourceId, number | 'open'>();
  const visit = (id: ResourceId): number | undefined => {
    const found = known.get(id);
    if (found === 'open') return undefined;
    if (found !== undefined) return found;
    known.set(id, 'open');
    let longest = 0;
    for (const other of next(id)) {
      const depth = visit(other);
      if (depth === undefined) return undefined;
      longest = Math.max(longest, depth + 1);
    }
    known.set(id, longest);
    return longest;
  };
  return visit(start);
};

/** The resources that depend on a resource directly. */
export const dependentsOf = (
  resource: ResourceId,
  { dependencies }: OpenGroup,
): readonly ResourceId[] =>
  [...dependencies].flatMap(([dependent, known]) =>
    providersOf(known).includes(resource) ? [dependent] : [],
  );
