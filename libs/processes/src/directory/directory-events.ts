import { providersOf, type DomainEvent } from '#domain';

/** The events that begin or end a membership, or that keep a resource in its group. */
export const ENDS_OR_OPENS = new Set([
  'ResourceOpened',
  'ResourceReopened',
  'ResourceClosed',
  'GroupOpened',
  'GroupReopened',
  'GroupClosed',
  'GroupMemberAdded',
  'GroupMemberRemoved',
  'GroupMemberRemovalAbandoned',
  'DependencyAdded',
  'DependencyExpressionSet',
  'ResourceConfigured',
  'ResourceOffline',
  'ResourceFailed',
]);

/** The events after which a group may let a member go, because no operation is under way. */
export const IDLES = new Set([
  'GroupMoveCompleted',
  'GroupMoveFailed',
  'GroupMoveDenied',
  'GroupOperationCompleted',
  'GroupOperationFailed',
]);

/** The keys of the members that an event of a group is about. */
export const membersOf = ({ id, event }: DomainEvent): readonly string[] => {
  if (event.type === 'GroupMemberRemoved' || event.type === 'GroupMemberRemovalAbandoned')
    return [`resource:${event.data.resource}`];
  if (event.type === 'DependencyAdded')
    return [event.data.resource, event.data.provider].map((resource) => `resource:${resource}`);
  if (event.type === 'DependencyExpressionSet') {
    const { resource, expression } = event.data;
    const concerned = [resource, ...providersOf(expression ?? undefined)];
    return concerned.map((each) => `resource:${each}`);
  }
  return event.type === 'GroupMemberAdded' ? [`member:${id}/${event.data.resource}`] : [];
};
