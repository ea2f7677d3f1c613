import { type FoundKey } from '#application';
import { type Recorded } from '#event-store';
import { type Depth, type ValueVersion, type VersionCursor, type WrittenAt } from '#read-models';
import { valueToJson, type NamedValue, type RegistryView, type ViewKey } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import {
  type KeyShape,
  type RegistryViewShape,
  type ValueVersionShape,
} from './registry-schemas.js';
import { type Writers } from './writers.js';

/** The key, the node and the view that a request asks for. */
type Asked = Readonly<{ node: string; view: RegistryView; key: string; depth: Depth }>;

/** The values of a key that an answer shows. */
export type ValuePage = Readonly<{
  /** The most values of each key. */
  most: number;
  /** The number of values of the key itself before those shown. */
  before: number;
}>;

const ALL_VALUES: ValuePage = { most: Infinity, before: 0 };

/** The JSON of a key as a view shows it. */
export const registryShape = (
  writers: Writers,
  found: FoundKey,
  { page = ALL_VALUES, depth, ...head }: Asked & Readonly<{ page?: ValuePage | undefined }>,
): RegistryViewShape => {
  if (found === undefined)
    return { ...head, exists: false, values: [], keys: [], hasKeys: false, valueCount: 0 };
  const shape = (key: ViewKey, left: number, before = 0): KeyShape => ({
    values: [...shown(key, { ...page, before })].map(({ name, value }) => ({
      name,
      value: valueToJson(value),
      ...writers.of(found.writtenAt(key.path, name)),
    })),
    keys:
      left === 0
        ? []
        : [...key.keys()].map((child) => ({ name: child.name, ...shape(child, left - 1) })),
    hasKeys: hasKeys(key),
    valueCount: key.valueCount,
  });
  return {
    ...{ ...head, exists: true },
    ...shape(found.key, depth === 'all' ? Infinity : depth, page.before),
    ...(page !== ALL_VALUES && { valuesBefore: page.before }),
  };
};

function* shown({ values }: ViewKey, { most, before }: ValuePage): Iterable<NamedValue> {
  let index = -1;
  if (most > 0)
    for (const value of values) {
      index += 1;
      if (index >= before + most) return;
      if (index >= before) yield value;
    }
}

/** True if a key has keys, whether the answer shows them or not. */
const hasKeys = (key: ViewKey): boolean => key.keys()[Symbol.iterator]().next().done !== true;

/** The same as text, for a key of any size: made piece by piece, as the caller takes it. */
export function* registryText(writers: Writers, found: FoundKey, asked: Asked): Iterable<string> {
  if (found === undefined) {
    yield JSON.stringify(registryShape(writers, found, asked));
    return;
  }
  const { depth, ...head } = asked;
  yield `${JSON.stringify({ ...head, exists: true }).slice(0, -1)},`;
  const left = depth === 'all' ? Infinity : depth;
  yield* keyText({ key: found.key, left, writers, writtenAt: found.writtenAt });
  yield '}';
}

type Telling = Readonly<{
  key: ViewKey;
  left: number;
  writers: Writers;
  writtenAt: WrittenAt;
}>;

function* keyText({ key, left, ...who }: Telling): Iterable<string> {
  yield '"values":[';
  let comma = '';
  for (const { name, value } of key.values) {
    const written = who.writers.of(who.writtenAt(key.path, name));
    yield comma + JSON.stringify({ name, value: valueToJson(value), ...written });
    comma = ',';
  }
  yield '],"keys":[';
  comma = '';
  for (const child of left === 0 ? [] : key.keys()) {
    yield `${comma}{"name":${JSON.stringify(child.name)},`;
    yield* keyText({ key: child, left: left - 1, ...who });
    yield '}';
    comma = ',';
  }
  yield `],"hasKeys":${String(hasKeys(key))},"valueCount":${key.valueCount}`;
}

/** The JSON of the entries of a history; one event may have made several. */
export const versionShapes = (
  writers: Writers,
  versions: readonly ValueVersion[],
): readonly ValueVersionShape[] =>
  versions.map(({ key, name, change, value, since, until, restored, origin }) => ({
    key,
    name,
    change,
    value: value === undefined ? null : valueToJson(value),
    ...writers.of({ position: Number(since), origin: origin && Number(origin) }),
    endedAt: writers.at(until && Number(until)),
    restored,
    ...writtenBy(writers.eventAt(Number(since))),
  }));

const writtenBy = (
  recorded: Recorded | undefined,
): Pick<ValueVersionShape, 'operation' | 'rule'> => ({
  operation: recorded?.metadata.operation ?? null,
  rule: recorded?.metadata.rule ?? null,
});

/**
 * @throws HttpProblem 400 if the text is no cursor of a list of versions
 */
export const versionCursor = (text: string): VersionCursor => {
  const [, since, place] = /^(\d{1,15})\.(-?\d{1,15})$/.exec(text) ?? [];
  if (since === undefined || place === undefined)
    throw badRequest('/cursor', `"${text}" is no cursor of this list`);
  return { since: Number(since), place: Number(place) };
};
