import { joinKey } from '../keys.js';
import { type RegistryChange } from '../values/value.js';
import { HEADER, NEWLINE, quote, renderValue, ROOT } from './render.js';

/**
 * Changes as text of a version 5 file, in regedit's own form: an import makes the same changes in the
 * same order. Each piece is made when it is needed.
 */
export function* renderRegChanges(changes: Iterable<RegistryChange>): Iterable<string> {
  yield `${HEADER}${NEWLINE}${NEWLINE}`;
  let open: string | undefined;
  for (const change of changes) {
    if (open !== undefined && (change.key !== open || change.op === 'delete-key')) {
      yield NEWLINE;
      open = undefined;
    }
    if (change.op === 'delete-key') {
      yield `[-${joinKey(ROOT, change.key)}]${NEWLINE}${NEWLINE}`;
      continue;
    }
    if (open === undefined) yield `[${joinKey(ROOT, change.key)}]${NEWLINE}`;
    open = change.key;
    yield* lineOf(change);
  }
  if (open !== undefined) yield NEWLINE;
}

function* lineOf(change: Exclude<RegistryChange, { op: 'delete-key' }>): Iterable<string> {
  if (change.op === 'set') yield `${renderValue(change)}${NEWLINE}`;
  if (change.op === 'delete-value')
    yield `${change.name === '' ? '@' : quote(change.name)}=-${NEWLINE}`;
}
