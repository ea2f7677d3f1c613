import { type EventFilter } from '#read-models';
import { effectiveKey, parseKey, type RegistryView } from '#registry';

import { given } from '../fields.js';
import { resolveEver, type Named } from '../names.js';
import { type AsOf } from '../reading/moment.js';
import { rangeOf, type TypedRange } from '../reading/range.js';
import { type RunningCluster } from '../running-cluster.js';

/** The filters of events; things are given by name or id. */
export type EventSelection = TypedRange &
  Readonly<{
    stream?: string | undefined;
    type?: string | undefined;
    node?: string | undefined;
    group?: string | undefined;
    resource?: string | undefined;
    checkpoint?: string | undefined;
    /** A key as the view shows it; selects changes of it, of keys below it, and its deletions. */
    key?: string | undefined;
    view?: RegistryView | undefined;
    actor?: string | undefined;
    operation?: string | undefined;
    rule?: string | undefined;
  }>;

/**
 * The filter that a selection stands for.
 *
 * @throws ClusterError for an unknown thing, and for a malformed key
 * @throws RequestRefusal for a malformed end of the range
 */
export const eventFilter = (
  selection: EventSelection,
  {
    named,
    cluster,
    tags,
  }: Readonly<{ named: Named; cluster: RunningCluster; tags?: AsOf['tags'] }>,
): EventFilter => {
  const { node, group, resource, from, to, key, view, ...plain } = selection;
  const range = rangeOf(cluster, { from, to }, tags);
  return {
    ...given({ ...plain, from: range.from, to: range.to }),
    ...(key !== undefined && { key: physicalKey(key, view) }),
    ...(node !== undefined && { node: resolveEver(named, 'nodes', node) }),
    ...(group !== undefined && { group: resolveEver(named, 'groups', group) }),
    ...(resource !== undefined && { resource: resolveEver(named, 'resources', resource) }),
  };
};

/**
 * The physical key of a key as a view shows it; '' is HKLM.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a malformed key
 */
export const physicalKey = (key: string, view: RegistryView = '64-bit'): string =>
  key === '' ? '' : effectiveKey(parseKey(key), view);
