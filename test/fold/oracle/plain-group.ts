import { type Data } from './whole-log.js';

/** A group, folded in the simplest way. */
export type PlainGroup = {
  readonly id: string;
  name: string;
  owner: string;
  isClosed: boolean;
  operation: string | null;
  policy: Data;
};

const DEFAULTS: Data = {
  failoverThreshold: 0xffffffff,
  failoverPeriod: 6,
  autoFailbackType: 0,
  failbackWindowStart: -1,
  failbackWindowEnd: -1,
};

/** A group that the directory lists, before its first event. */
export const newGroup = (
  id: string,
  { name, owner, preferredOwners, policy }: Data,
): PlainGroup => ({
  ...{ id, name: String(name), owner: String(owner), isClosed: false, operation: null },
  policy: { ...DEFAULTS, ...(policy as Data | undefined), preferredOwners },
});

/** Applies an event of the group's stream. */
export const takeGroup = (group: PlainGroup, type: string, data: Data): void => {
  if (type === 'GroupConfigured') group.policy = { ...group.policy, ...data };
  if (type === 'GroupOwnerChanged') group.owner = String(data['to']);
  if (/^Group(Move|Operation)Started$/.test(type)) group.operation = String(data['operation']);
  if (/^Group(Move|Operation)(Completed|Failed|Denied)$/.test(type)) group.operation = null;
  if (type === 'GroupClosed') group.isClosed = true;
};
