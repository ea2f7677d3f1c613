import { expect } from '@jest/globals';

import { type OperationId } from '#domain';
import { type Process } from '#processes';

import { BuiltState } from './built-state.js';
import { idOf } from './simulated-cluster.js';
import { causesOf } from './step-words.js';

/** Two nodes. */
export const ALL_UP = { a: 'Up', b: 'Up' } as const;
/** The operation that is under way. */
export const OPERATION = idOf('the operation') as OperationId;

/** A group on `a`, with `r` and `s`. */
export const two = (nodes: ConstructorParameters<typeof BuiltState>[0] = ALL_UP): BuiltState =>
  new BuiltState(nodes).group('a').member('r').member('s');

/** A resource comes online on `a`. */
export const onlineOn = (built: BuiltState, name: string): BuiltState =>
  built.pending(name, 'a', { persist: true }).online(name, 'a');

/** An operation of both resources that has fenced everything. */
export const begun = (kind: 'online' | 'offline', built: BuiltState = two()): BuiltState => {
  const resources = ['r', 's'].map((name) => BuiltState.resource(name));
  const data = { operation: OPERATION, kind, resources, epoch: 1, persist: true };
  built.record('group', 'g', { type: 'GroupOperationStarted', data });
  for (const name of ['r', 's'])
    built.record('resource', name, { type: 'ResourceFenced', data: { epoch: 1 } });
  return built.record('node', 'a', {
    type: 'GroupFenced',
    data: { group: BuiltState.GROUP, epoch: 1 },
  });
};

/** Makes `r` need `s`. */
export const needs = (built: BuiltState): BuiltState =>
  built.record('group', 'g', {
    type: 'DependencyAdded',
    data: { resource: BuiltState.resource('r'), provider: BuiltState.resource('s') },
  });

/** An attempt on `a` in the operation. */
export const attempt = { operation: OPERATION, epoch: 1, node: BuiltState.node('a') };
/** A resource begins to come online in the operation. */
export const pendingIn = (built: BuiltState, name: string): BuiltState =>
  built.record('resource', name, {
    type: 'ResourceOnlinePending',
    data: { ...attempt, pins: [], persist: true, at: 0 },
  });
/** A resource comes online in the operation. */
export const onlineIn = (built: BuiltState, name: string): BuiltState =>
  built.record('resource', name, { type: 'ResourceOnline', data: { ...attempt, nodeRevision: 1 } });

/** The operation fails. */
export const ended = (built: BuiltState): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupOperationFailed',
    data: { operation: OPERATION, epoch: 1, reason: '' },
  });

/** The steps of each state, with their causes; the group is the key unless another one is given. */
export type Row = readonly [string, BuiltState, readonly string[], (string | undefined)?, number?];

/** Checks the causes of a process's steps. */
export const expectCauses =
  (process: Process) =>
  (...[, built, causes, key, now]: Row): void => {
    expect(causesOf(process, built, now, key)).toEqual(causes);
  };
