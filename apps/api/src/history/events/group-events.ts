import { type Dependency, type GroupEvent } from '#domain';

import {
  anyOf,
  described,
  flag,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  reference,
  text,
} from '../../http/schema/schema.js';
import { dataOfEvents, NOTHING, type Shown } from './event-data.js';
import { GROUP_POLICY, GROUP_POLICY_FIELDS } from './settings.js';

/** A dependency of a resource. */
export const DEPENDENCY = reference<Shown<Dependency>>('Dependency');

named(
  'Dependency',
  described(
    anyOf(text, object({ all: list(DEPENDENCY) }), object({ any: list(DEPENDENCY) })),
    'The id of a resource, or several of which all or any are needed',
  ),
);

const OPERATION = { operation: text, epoch: integer };

/** The data of the events of a group. */
export const GROUP_EVENTS = dataOfEvents<GroupEvent>()({
  GroupOpened: object({ owner: text, preferredOwners: list(text) }, { policy: GROUP_POLICY }),
  GroupReopened: object({ owner: text, policy: object(GROUP_POLICY_FIELDS) }),
  GroupConfigured: GROUP_POLICY,
  GroupMemberAdded: object({ resource: text }, { epoch: integer }),
  GroupMemberRemoved: object({ resource: text }),
  GroupMemberRemovalStarted: object({ resource: text, operation: text }, { configuredAt: integer }),
  GroupMemberRemovalAbandoned: object({ resource: text, operation: text }),
  DependencyAdded: object({ resource: text, provider: text }),
  DependencyRemoved: object({ resource: text, provider: text }),
  DependencyExpressionSet: object({ resource: text, expression: nullable(DEPENDENCY) }),
  GroupMoveStarted: object(
    { ...OPERATION, from: text, to: text },
    {
      reason: oneOf('operator', 'failover', 'failback', 'drain'),
      returnOnError: flag,
      isDeniable: flag,
      isNamed: described(flag, 'True if the operator named the destination'),
    },
  ),
  GroupOwnerChanged: object({ ...OPERATION, from: text, to: text }),
  GroupMoveCompleted: object(OPERATION),
  GroupMoveFailed: object({ ...OPERATION, reason: text }),
  GroupMoveDenied: object({ ...OPERATION, deniedBy: text }),
  GroupFailoverCounted: object(
    { operation: text, at: described(integer, 'Milliseconds since 1970') },
    { nodeRevision: integer },
  ),
  GroupOperationStarted: object(
    {
      ...OPERATION,
      kind: oneOf('online', 'offline', 'restart'),
      resources: list(text),
      persist: flag,
    },
    { force: flag, stay: flag, afresh: flag },
  ),
  GroupOperationCompleted: object(OPERATION),
  GroupOperationFailed: object({ ...OPERATION, reason: text }),
  GroupClosed: NOTHING,
});
