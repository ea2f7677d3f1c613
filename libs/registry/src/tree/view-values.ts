import { splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { type NamedValue } from './tree.js';
import { type ViewKey } from './view.js';

/** A value of a view, by the path of its key and its name. */
export type ViewPlace = Readonly<{ path: string; name: string }>;

/**
 * The values at and below a key of a view, by folded path and name: first those of the key itself,
 * then those of its keys. Keys that lie before `after` are not visited.
 *
 * @param depth the number of levels below the key
 * @param after the place after which the list continues
 */
export function* viewValues(
  key: ViewKey,
  depth: number,
  after?: ViewPlace,
): Iterable<NamedValue & Readonly<{ path: string }>> {
  const above = splitKey(key.path).length;
  const steps = after && splitKey(foldName(after.path)).slice(above);
  yield* valuesAfter(key, depth, after && { steps: steps ?? [], name: foldName(after.name) });
}

/** The folded way down to a place. */
type Way = Readonly<{ steps: readonly string[]; name: string }>;

function* valuesAfter(
  key: ViewKey,
  depth: number,
  after: Way | undefined,
): Iterable<NamedValue & Readonly<{ path: string }>> {
  if (after === undefined || after.steps.length === 0) yield* ownValues(key, after?.name);
  if (depth === 0) return;
  for (const child of key.keys()) {
    const way = wayInto(foldName(child.name), after);
    if (way !== 'past') yield* valuesAfter(child, depth - 1, way);
  }
}

function* ownValues(
  { path, values }: ViewKey,
  after: string | undefined,
): Iterable<NamedValue & Readonly<{ path: string }>> {
  for (const value of values)
    if (after === undefined || foldName(value.name) > after) yield { ...value, path };
}

/** The rest of a way below a key; undefined if the whole key lies after it. */
const wayInto = (folded: string, after: Way | undefined): Way | undefined | 'past' => {
  const [step, ...steps] = after?.steps ?? [];
  if (after === undefined || step === undefined || folded > step) return undefined;
  return folded === step ? { ...after, steps } : 'past';
};
