import { type GroupPolicy, type ResourceProperties } from '#domain';

import {
  count,
  described,
  integer,
  list,
  nullable,
  object,
  oneOf,
  text,
  type Schema,
} from '../../http/schema/schema.js';
import { type Shown } from './event-data.js';

type Settings<Fields> = { readonly [Name in keyof Fields]: Schema<Shown<Fields[Name]>> };

/** The settings of a group, each under its name. */
export const GROUP_POLICY_FIELDS = {
  preferredOwners: list(text),
  failoverThreshold: count,
  failoverPeriod: described(count, 'Hours'),
  autoFailbackType: oneOf(0, 1),
  failbackWindowStart: described(integer, 'Hour of the day in UTC; -1 for none'),
  failbackWindowEnd: described(integer, 'Hour of the day in UTC; -1 for none'),
} satisfies Settings<GroupPolicy>;

/** The settings of a group that an event gives. */
export const GROUP_POLICY = object({}, GROUP_POLICY_FIELDS);

/** The settings of a resource, each under its name. */
export const RESOURCE_PROPERTY_FIELDS = {
  handler: oneOf('automatic', 'external'),
  onRestoreFailure: oneOf('continue', 'failResource'),
  possibleOwners: described(nullable(list(text)), 'Ids of nodes; null for all nodes'),
  restartAction: oneOf(0, 1, 2),
  restartThreshold: count,
  restartPeriod: described(count, 'Milliseconds'),
  restartDelay: described(count, 'Milliseconds'),
  retryPeriodOnFailure: described(count, 'Milliseconds; 4294967295 for no retry'),
  pendingTimeout: described(count, 'Milliseconds'),
} satisfies Settings<ResourceProperties>;

/** The settings of a resource that an event gives. */
export const RESOURCE_PROPERTIES = object({}, RESOURCE_PROPERTY_FIELDS);
