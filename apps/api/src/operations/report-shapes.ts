import {
  type GroupChoice,
  type NameThen,
  type SettingThen,
  type SettingValue,
  type WholeReport,
} from '#application';
import { type PlaceThen, type ReadModels } from '#read-models';
import { valueToJson } from '#registry';

import { candidateReason } from './candidate-reason.js';
import { type ReportShape } from './operation-schemas.js';
import { operationShape } from './operation-shapes.js';

/** The JSON of the whole report of an operation. */
export const reportShape = (reads: ReadModels, report: WholeReport): ReportShape => {
  const { choices, policy, waits, restores, prevention, remedies, nameThen } = report;
  const { groups, steps, ...summary } = operationShape(reads, report);
  return {
    ...summary,
    groups: groups.map((group, index) => {
      const id = report.operation.groups[index]?.group;
      const own = choices.filter((choice) => choice.group === id);
      return { ...group, ...choicesShape(own, nameThen) };
    }),
    steps: steps.map((step) => {
      const wait = waits.get(step.number);
      const resource = nameThen('resources', wait?.resource) ?? null;
      return { ...step, waitedFor: wait === undefined ? null : { what: wait.what, resource } };
    }),
    policy: policy.map((setting) => settingShape(setting, nameThen)),
    restores: restores.map(({ checkpoint, resource, capture, node, changes, more }) => ({
      ...{ checkpoint, capture, more },
      resource: nameThen('resources', resource) ?? resource,
      node: nameThen('nodes', node) ?? node,
      changes: changes.map(({ key, name, before, after }) => ({
        ...{ key, name, before: placeShape(before), after: placeShape(after) },
      })),
    })),
    prevention,
    remedy: remedies,
  };
};

type GroupShape = ReportShape['groups'][number];

const choicesShape = (
  choices: readonly GroupChoice[],
  nameThen: NameThen,
): Pick<GroupShape, 'candidates' | 'earlierChoices'> => {
  const shown = choices.map(({ to, candidates }) => ({
    to: nameThen('nodes', to) ?? to,
    candidates: candidates.map((candidate) => ({
      node: nameThen('nodes', candidate.node) ?? candidate.node,
      taken: candidate.verdict.is === 'taken',
      reason: candidateReason(candidate, nameThen),
    })),
  }));
  return { candidates: shown.at(-1)?.candidates ?? [], earlierChoices: shown.slice(0, -1) };
};

const settingShape = (
  { kind, id, property, value, setBy }: SettingThen,
  nameThen: NameThen,
): ReportShape['policy'][number] => ({
  thing: { kind, name: nameThen(kind === 'group' ? 'groups' : 'resources', id) ?? id },
  property,
  value: withNames(value, nameThen),
  setBy:
    setBy === undefined
      ? null
      : {
          event: setBy.id,
          position: String(setBy.position),
          recordedAt: setBy.recordedAt.toISOString(),
          actor: setBy.metadata.actor,
        },
});

/** A list of nodes with their names; any other value as it is. */
const withNames = (value: SettingValue, nameThen: NameThen): SettingValue =>
  Array.isArray(value) ? value.map((id: string) => nameThen('nodes', id) ?? id) : value;

const placeShape = (
  place: PlaceThen,
): ReportShape['restores'][number]['changes'][number]['before'] => {
  if (place === undefined) return null;
  return place !== true && 'value' in place ? valueToJson(place.value) : place;
};
