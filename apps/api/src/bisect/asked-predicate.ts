import { type AskedPredicate } from '#application';
import { valueFromJson } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import {
  type PredicateBody,
  type StatePredicateBody,
  type ValuePredicateBody,
} from './bisect.bodies.js';

/**
 * The question of a body.
 *
 * @throws HttpProblem 400 unless there is exactly one
 */
export const askedPredicate = (body: Readonly<PredicateBody>): AskedPredicate => {
  onlyOf(body, ['value', 'state', 'owner', 'hash', 'drift', 'violated'], '/when');
  const { value, state, owner, hash, drift, violated: rule = '' } = body;
  if (value !== undefined) return ofValue(value);
  if (state !== undefined) return ofState(state);
  if (owner !== undefined) return { kind: 'owner', group: owner.group, is: owner.is };
  if (hash !== undefined) return { kind: 'hash', side: hash.side, is: hash.is };
  if (drift !== undefined) return { kind: 'drift', checkpoint: drift.checkpoint, node: drift.node };
  return { kind: 'violated', rule };
};

/**
 * The only field that is there.
 *
 * @throws HttpProblem 400 for none and for several
 */
const onlyOf = <Name extends string>(
  fields: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
  pointer: string,
): Name => {
  const [first, ...others] = names.filter((name) => fields[name] !== undefined);
  if (first !== undefined && others.length === 0) return first;
  throw badRequest(pointer, `needs exactly one of ${names.join(', ')}`);
};

const ofValue = (body: Readonly<ValuePredicateBody>): AskedPredicate => {
  const { node, key, name, view } = body;
  onlyOf(body, ['is', 'isNot', 'missing'], '/when/value');
  const { is, isNot, missing = true } = body;
  const about = { kind: 'value', node, key, name, view } as const;
  if (is !== undefined) return { ...about, wanted: { is: valueFromJson(is) } };
  if (isNot !== undefined) return { ...about, wanted: { isNot: valueFromJson(isNot) } };
  return { ...about, wanted: { missing } };
};

const ofState = (body: Readonly<StatePredicateBody>): AskedPredicate => {
  const of = onlyOf(body, ['resource', 'group', 'node'], '/when/state');
  return { kind: 'state', of, thing: body[of] ?? '', is: body.is };
};
