import { type ResourceId } from '../vocabulary/ids.js';
import { isSatisfied, providersOf } from './dependency.js';
import { type OpenGroup } from './state.js';

/** The given resources and all of their providers, direct or indirect. */
export const withProviders = (
  { dependencies }: OpenGroup,
  resources: Iterable<ResourceId>,
): ReadonlySet<ResourceId> => {
  const found = new Set<ResourceId>();
  const pending = [...resources];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    pending.push(...providersOf(dependencies.get(id)));
  }
  return found;
};

/** The given resources and all of their dependents, direct or indirect. */
export const withDependents = (
  { members, dependencies }: OpenGroup,
  resources: Iterable<ResourceId>,
): ReadonlySet<ResourceId> => {
  const found = new Set(resources);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const id of members) {
      const stays = isSatisfied(
        dependencies.get(id),
        (provider) => members.has(provider) && !found.has(provider),
      );
      if (!stays) found.add(id);
    }
  }
  return found;
};
