import {
  dependentsOf,
  providersOf,
  type ClusterView,
  type GroupId,
  type ResourceId,
} from '#domain';
import { type Position, type Recorded } from '#event-store';
import { resourcePolicyState } from '#processes';
import {
  type LostTogether,
  type LostWrite,
  type Operation,
  type ReadModels,
  type RestoreMade,
} from '#read-models';

import { type OperationReport } from '../operation-report.js';
import { choiceOf, movesAmong, type GroupChoice } from './group-choices.js';
import { policyThen, type SettingThen } from './policy-then.js';
import { preventionOf } from './prevention.js';
import { type Remedy } from '../../remedies/remedy.js';
import { remediesOf, type Aftermath } from './remedies.js';
import { troublesAmong, type Troubles } from './troubles.js';
import { waitOf, type Wait, type WaitFacts } from './waits.js';

/** All that is known about an operation up to its end, or up to a moment while it is running. */
export type WholeReport = OperationReport &
  Readonly<{
    /** The choices of destinations, in order. */
    choices: readonly GroupChoice[];
    policy: readonly SettingThen[];
    /** The wait of each step, by its number. */
    waits: ReadonlyMap<number, Wait>;
    restores: readonly RestoreMade[];
    prevention: readonly string[];
    remedies: readonly Remedy[];
  }>;

/** Completes the report of an operation. @param end the state as of its end, or of the moment */
export const wholeReport = (
  reads: ReadModels,
  report: OperationReport,
  { events, end }: Readonly<{ events: readonly Recorded[]; end: ClusterView }>,
): WholeReport => {
  const { operation } = report;
  const known: {
    choices: GroupChoice[];
    policy: readonly SettingThen[];
    waits: WholeReport['waits'];
  } = { choices: [], policy: [], waits: new Map() };
  const start = reads.events.before(operation.first);
  const moves = movesAmong(events);
  const begins = moves.map(({ begun }) => reads.events.before(begun.position));
  const states = reads.statesAlong([start, ...begins])[Symbol.iterator]();
  const next = (): ClusterView | undefined => states.next().value as ClusterView | undefined;
  const before = next();
  if (before !== undefined) {
    known.policy = policyOf(reads, operation, { state: before, at: start });
    known.waits = waitsOf(operation, before);
  }
  for (const move of moves) {
    const state = next();
    if (state !== undefined) known.choices.push(choiceOf(state, move));
  }
  const troubles = named(troublesAmong(events, end), report);
  return {
    ...report,
    ...known,
    restores: reads.operations.restores.among(events),
    prevention: prevented(report, troubles),
    remedies: remediesOf(aftermathOf(report, troubles, end)),
  };
};

/** The groups and the resources that took part in an operation. */
const partsOf = ({
  groups,
  steps,
}: Operation): Readonly<{ groups: readonly string[]; resources: readonly string[] }> => ({
  groups: groups.map(({ group }) => group),
  resources: [...new Set(steps.flatMap(({ resource }) => resource ?? []))],
});

const policyOf = (
  reads: ReadModels,
  operation: Operation,
  start: Readonly<{ state: ClusterView; at: Position }>,
): readonly SettingThen[] => policyThen(reads, start, partsOf(operation));

const waitsOf = (operation: Operation, state: ClusterView): ReadonlyMap<number, Wait> => {
  const facts = factsOf(operation, state);
  return new Map(
    operation.steps.flatMap((step) => {
      const wait = waitOf(step, operation.steps, facts);
      return wait === undefined ? [] : [[step.number, wait] as const];
    }),
  );
};

const factsOf = (operation: Operation, state: ClusterView): WaitFacts => {
  const resourceOf = (id: string) => state.openResource(id as ResourceId);
  const groupOf = (id: string) => {
    const owner = resourceOf(id)?.group;
    return owner && state.openGroup(owner);
  };
  return {
    providersOf: (id) => providersOf(groupOf(id)?.dependencies.get(id as ResourceId)),
    dependentsOf: (id) => {
      const group = groupOf(id);
      return group === undefined ? [] : dependentsOf(id as ResourceId, group);
    },
    groupOf: (id) => resourceOf(id)?.group,
    isExternal: (id) => resourceOf(id)?.properties.handler === 'external',
    delay: operation.kind === 'restart' ? delayOf(operation, state) : undefined,
  };
};

/** The time after which failed resources were brought online again. */
const delayOf = ({ groups, startedAt }: Operation, state: ClusterView): WaitFacts['delay'] => {
  const members = groups.flatMap(({ group }) => state.openMembers(group as GroupId));
  const waiting = members
    .filter(([, resource]) => resource.state === 'Failed')
    .map(([id]) => resourcePolicyState(state, id, startedAt.getTime()));
  if (waiting.some((policy) => policy?.nextRestartAt !== undefined)) return 'restart-delay';
  return waiting.some((policy) => policy?.retryAt !== undefined) ? 'retry-period' : undefined;
};

/** The same troubles with names. */
const named = ({ restores, resources }: Troubles, { nameThen }: OperationReport): Troubles => {
  const names = <Thing extends Readonly<{ resource: string; node: string }>>(
    thing: Thing,
  ): Thing => ({
    ...thing,
    resource: nameThen('resources', thing.resource) ?? thing.resource,
    node: nameThen('nodes', thing.node) ?? thing.node,
  });
  return { restores: restores.map(names), resources: resources.map(names) };
};

const lostBy = ({ lost, nameThen }: OperationReport): LostTogether['items'] =>
  lost.items.map((row): LostWrite => ({
    ...row,
    node: nameThen('nodes', row.node) ?? row.node,
    resource: nameThen('resources', row.resource) ?? row.resource,
    victims: row.victims.map(({ resource, checkpoint }) => ({
      checkpoint,
      resource: nameThen('resources', resource) ?? resource,
    })),
  }));

const prevented = (report: OperationReport, troubles: Troubles): readonly string[] => {
  const { operation, nameThen } = report;
  const [only, ...others] = operation.groups;
  const group = others.length === 0 ? nameThen('groups', only?.group) : undefined;
  const { failure } = operation;
  return preventionOf({ group: group ?? 'the group', failure, ...troubles, lost: lostBy(report) });
};

const aftermathOf = (report: OperationReport, troubles: Troubles, end: ClusterView): Aftermath => {
  const { id, status, failure = '' } = report.operation;
  return {
    ...{ id, status, ...troubles, lost: lostBy(report) },
    lacksNode: failure.startsWith('no other node can take') || failure === 'the node is lost',
    nodes: end.nodeIds().flatMap((node) => {
      const state = end.presentNode(node)?.state;
      if (state === undefined || state === 'Up' || node === report.operation.node) return [];
      const name = report.nameThen('nodes', node) ?? node;
      return [{ node: name, is: state === 'Down' ? 'down' : 'paused' } as const];
    }),
  };
};
