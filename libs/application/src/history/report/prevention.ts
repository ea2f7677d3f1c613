import { type LostWrite } from '#read-models';

import { type FailedResource, type FailedRestore } from './troubles.js';

/** The outcome of an operation, in names, as far as something could have prevented it. */
export type Outcome = Readonly<{
  /** The group of the operation, or `the group`. */
  group: string;
  failure: string | undefined;
  restores: readonly FailedRestore[];
  resources: readonly FailedResource[];
  lost: readonly Pick<LostWrite, 'rule' | 'resource' | 'key' | 'victims'>[];
}>;

/** The most sentences of one report. */
const MAX = 20;

/** The ways to prevent the failures and the losses of an operation, each sentence once. */
export const preventionOf = (outcome: Outcome): readonly string[] => {
  const { group, failure, restores, resources, lost } = outcome;
  const sentences = [
    ...restores.map(ofRestore),
    ...resources.flatMap(ofResource),
    ...(failure !== undefined && NO_NODE.test(failure)
      ? [`Keep a second node up that is a possible owner of every resource of ${group}.`]
      : []),
    ...lost.flatMap((row) => ofLoss(row, group)),
  ];
  return [...new Set(sentences)].slice(0, MAX);
};

/** The failures of moves and drains for want of a node. */
const NO_NODE = /^(the node is lost|no other node can take )/;

const ofRestore = ({ resource, node, key, cause, holder }: FailedRestore): string => {
  switch (cause) {
    case 'key-erased':
      return `Capture ${key} again before a move: the key material of its stored copy was erased.`;
    case 'provider-missing':
      return `Set the default provider of ${key} on ${node} before ${resource} comes online there.`;
    case 'held':
    case undefined:
      return `Stop ${holder ?? 'the program that holds the key'} on ${node} before ${resource} comes online there: it held ${key} open.`;
  }
};

const ofResource = ({ resource, reason }: FailedResource): readonly string[] =>
  reason === 'PendingTimeout'
    ? [`Let the supervisor of ${resource} report in time, or raise its pendingTimeout.`]
    : [];

const ofLoss = (
  { rule, resource, key, victims }: Outcome['lost'][number],
  group: string,
): readonly string[] => {
  switch (rule) {
    case 'R2':
      return [
        `Edit ${key} while ${resource} is online: an edit made while it is offline is overwritten when it comes online.`,
      ];
    case 'R3':
      return [
        `Edit ${key} on the owner of ${group} while ${resource} is online: an edit on another node is overwritten when the group comes there.`,
      ];
    case 'R6': {
      const others = victims.map((victim) => victim.resource).join(', ');
      return [
        `Give ${[resource, others].filter((name) => name !== '').join(' and ')} different keys, or set clobberPolicy to deny: both have a checkpoint on ${key}.`,
      ];
    }
    case null:
      return [];
  }
};
