import {
  providersOf,
  type Dependency,
  type GroupId,
  type GroupPolicy,
  type ResourceId,
  type ResourceProperties,
} from '#domain';

import { type StepCommand } from '../execution/step.js';
import { isSame, listedNodes, stepsAlone, type Phase, type Planned } from './phase.js';

/** Gives groups and resources the policies and properties of the backup. */
export const settingsPhase: Phase = (planned) =>
  stepsAlone([
    ...planned.things.groups.flatMap((id) => policySteps(planned, id)),
    ...planned.things.resources.flatMap((id) => propertySteps(planned, id)),
  ]);

const policySteps = ({ present, target }: Planned, id: GroupId): readonly StepCommand[] => {
  const [now, then] = [present.openGroup(id), target.view.openGroup(id)];
  if (now === undefined || then === undefined) return [];
  const preferredOwners = listedNodes(present, then.policy.preferredOwners);
  const policy: GroupPolicy = { ...then.policy, preferredOwners };
  if (isSame(now.policy, { ...now.policy, ...policy })) return [];
  return [{ kind: 'group', id, command: { type: 'ConfigureGroup', data: policy } }];
};

const propertySteps = ({ present, target }: Planned, id: ResourceId): readonly StepCommand[] => {
  const [now, then] = [present.openResource(id), target.view.openResource(id)];
  if (now === undefined || then === undefined) return [];
  const { possibleOwners: owners } = then.properties;
  const possibleOwners = owners === null ? null : listedNodes(present, owners);
  const properties: ResourceProperties = { ...then.properties, possibleOwners };
  if (isSame(now.properties, { ...now.properties, ...properties })) return [];
  return [{ kind: 'resource', id, command: { type: 'ConfigureResource', data: properties } }];
};

/**
 * Gives resources their persistent states after all else: one that is to be online may come online at
 * once, with the keys of the backup.
 */
export const persistentStatePhase: Phase = ({ present, target, things }) =>
  stepsAlone(
    things.resources.flatMap((id): readonly StepCommand[] => {
      const [now, then] = [present.openResource(id), target.view.openResource(id)];
      if (now === undefined || then === undefined) return [];
      const { persistentState } = then;
      if (now.persistentState === persistentState) return [];
      const command = { type: 'SetPersistentState', data: { persistentState } } as const;
      return [{ kind: 'resource', id, command }];
    }),
  );

/** The expressions of a resource, now and in the backup. */
type Expressions = Readonly<{
  id: ResourceId;
  group: GroupId;
  now: Dependency | null;
  then: Dependency | null;
}>;

/**
 * Gives resources the dependencies of the backup. Those that are too many go first: two that have
 * changed their places would be a circle otherwise.
 */
export const dependencyPhase: Phase = (planned) => {
  const different = planned.things.resources
    .flatMap((id) => expressionsOf(planned, id))
    .filter(({ now, then }) => !isSame(now, then));
  const tooMany = different.filter(({ now, then }) => {
    const wanted = providersOf(then ?? undefined);
    return providersOf(now ?? undefined).some((id) => !wanted.includes(id));
  });
  if (tooMany.length > 0)
    return stepsAlone(tooMany.map(({ id, group }) => dependencyStep({ id, group }, null)));
  return stepsAlone(different.map(({ then, ...of }) => dependencyStep(of, then)));
};

const expressionsOf = ({ present, target }: Planned, id: ResourceId): readonly Expressions[] => {
  const group = target.view.openResource(id)?.group;
  if (group === undefined) return [];
  const [now, then] = [present.openGroup(group), target.view.openGroup(group)].map(
    (state) => state?.dependencies.get(id) ?? null,
  );
  return [{ id, group, now: now ?? null, then: then ?? null }];
};

/** The restore was decided before: it does not matter any more if the dependent is online. */
const dependencyStep = (
  { id: resource, group: id }: Pick<Expressions, 'id' | 'group'>,
  expression: Dependency | null,
): StepCommand => ({
  kind: 'group',
  id,
  command: { type: 'SetDependencies', data: { resource, expression, isOnline: false } },
});
