import { providersOf, type DomainEvent } from '#domain';

/** What begins or ends a membership, or keeps a resource where it is. */
export const ENDS_OR_OPENS = new Set([
  'ResourceOpened',
  'ResourceClosed',
  'GroupOpened',
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

/** A group lets a member go only while nothing is under way. */
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
