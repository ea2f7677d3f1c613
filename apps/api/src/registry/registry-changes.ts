import { ClusterError } from '#clusapi';
import {
  effectiveKey,
  parseKey,
  parseValueName,
  valueFromJson,
  type RegistryChange,
  type RegistryView,
} from '#registry';

import { badRequest, type HttpProblem } from '../http/answer/http-problem.js';
import { type ChangeBody } from './registry.bodies.js';

/** The physical change that a change seen through a view is. */
const toPhysical = ({ op, key, name, value }: ChangeBody, view: RegistryView): RegistryChange => {
  const physical = effectiveKey(parseKey(key), view);
  switch (op) {
    case 'set':
      if (value === undefined) throw missing('value', op);
      if (name === undefined) throw missing('name', op);
      return { op, key: physical, name: parseValueName(name), value: valueFromJson(value) };
    case 'delete-value':
      if (name === undefined) throw missing('name', op);
      return { op, key: physical, name: parseValueName(name) };
    case 'create-key':
    case 'delete-key':
      return { op, key: physical };
  }
};

/** Changes of a file, whose keys come in runs, as the physical ones they are seen through a view. */
export const toPhysicalKeys = (
  view: RegistryView,
): ((change: RegistryChange) => RegistryChange) => {
  let [last, physical] = ['', ''];
  return (change) => {
    if (change.key !== last) [last, physical] = [change.key, effectiveKey(change.key, view)];
    return change.key === physical ? change : { ...change, key: physical };
  };
};

const missing = (field: string, op: string): ClusterError =>
  new ClusterError('ERROR_INVALID_PARAMETER', `is missing, "${op}" needs it`, { field });

/**
 * All of a request's changes, or none.
 *
 * @throws HttpProblem 400 that points at the first one that can't be made
 */
export const physicalChanges = (
  changes: readonly ChangeBody[],
  view: RegistryView,
): readonly RegistryChange[] =>
  changes.map((change, index) => {
    try {
      return toPhysical(change, view);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      throw at(index, error);
    }
  });

const at = (index: number, { field, message }: ClusterError): HttpProblem =>
  badRequest(`/changes/${index}${field === undefined ? '' : `/${field}`}`, message);
