import { type FoundKey } from '#application';
import { type Position, type Recorded } from '#event-store';
import {
  type Depth,
  type ReadModels,
  type ValueVersion,
  type VersionCursor,
  type WrittenAt,
} from '#read-models';
import { valueToJson, type RegistryView, type ViewKey } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import {
  type KeyShape,
  type RegistryViewShape,
  type ValueVersionShape,
} from './registry-schemas.js';
import { type Writing } from './value-schemas.js';

export const writingOf = (reads: ReadModels, position: number | undefined): Writing | null =>
  writing(position === undefined ? undefined : reads.events.at(position));

const writing = (recorded: Recorded | undefined): Writing | null =>
  recorded === undefined
    ? null
    : {
        position: String(recorded.position),
        recordedAt: recorded.recordedAt.toISOString(),
        actor: recorded.metadata.actor,
        reason: recorded.metadata.reason ?? null,
      };

/** The key, the node and the view that a request asks for. */
type Asked = Readonly<{ node: string; view: RegistryView; key: string; depth: Depth }>;

/** Returns the actor and time of writes; each write is looked up once. */
const writings = (
  reads: ReadModels,
  writtenAt: WrittenAt,
): ((path: string, name: string) => Writing | null) => {
  const memo = new Map<number, Writing | null>();
  return (path, name) => {
    const position = writtenAt(path, name);
    if (position === undefined) return null;
    const known = memo.get(position) ?? writingOf(reads, position);
    if (memo.size >= MAX_MEMO) memo.clear();
    memo.set(position, known);
    return known;
  };
};

const MAX_MEMO = 10_000;

/** The JSON of a key as a view shows it. */
export const registryShape = (
  reads: ReadModels,
  found: FoundKey,
  asked: Asked,
): RegistryViewShape => {
  const { depth, ...head } = asked;
  if (found === undefined) return { ...head, exists: false, values: [], keys: [], hasKeys: false };
  const written = writings(reads, found.writtenAt);
  const shape = (key: ViewKey, left: number): KeyShape => ({
    values: [...key.values].map(({ name, value }) => ({
      name,
      value: valueToJson(value),
      writtenAt: written(key.path, name),
    })),
    keys:
      left === 0
        ? []
        : [...key.keys()].map((child) => ({ name: child.name, ...shape(child, left - 1) })),
    hasKeys: hasKeys(key),
  });
  return { ...head, exists: true, ...shape(found.key, depth === 'all' ? Infinity : depth) };
};

/** True if a key has keys, whether the answer shows them or not. */
const hasKeys = (key: ViewKey): boolean => key.keys()[Symbol.iterator]().next().done !== true;

/** The same as text, for a key of any size: made piece by piece, as the caller takes it. */
export function* registryText(reads: ReadModels, found: FoundKey, asked: Asked): Iterable<string> {
  if (found === undefined) {
    yield JSON.stringify(registryShape(reads, found, asked));
    return;
  }
  const { depth, ...head } = asked;
  yield `${JSON.stringify({ ...head, exists: true }).slice(0, -1)},`;
  const left = depth === 'all' ? Infinity : depth;
  yield* keyText({ key: found.key, left, written: writings(reads, found.writtenAt) });
  yield '}';
}

type Telling = Readonly<{
  key: ViewKey;
  left: number;
  written: (path: string, name: string) => Writing | null;
}>;

function* keyText({ key, left, written }: Telling): Iterable<string> {
  yield '"values":[';
  let comma = '';
  for (const { name, value } of key.values) {
    const writtenAt = written(key.path, name);
    yield comma + JSON.stringify({ name, value: valueToJson(value), writtenAt });
    comma = ',';
  }
  yield '],"keys":[';
  comma = '';
  for (const child of left === 0 ? [] : key.keys()) {
    yield `${comma}{"name":${JSON.stringify(child.name)},`;
    yield* keyText({ key: child, left: left - 1, written });
    yield '}';
    comma = ',';
  }
  yield `],"hasKeys":${String(hasKeys(key))}`;
}

/** The JSON of versions of values; one event may have written several. */
export const versionShapes = (
  reads: ReadModels,
  versions: readonly ValueVersion[],
): readonly ValueVersionShape[] => {
  const memo = new Map<Position, Written>();
  const at = (position: Position): Written => {
    const known = memo.get(position) ?? writtenBy(reads.events.at(Number(position)));
    memo.set(position, known);
    return known;
  };
  return versions.map(({ key, name, value, since, until, restored }) => {
    const { writing: written, ...by } = at(since);
    return {
      key,
      name,
      value: valueToJson(value),
      writtenAt: written,
      endedAt: until === undefined ? null : at(until).writing,
      restored,
      ...by,
    };
  });
};

type Written = Readonly<{ writing: Writing | null; operation: string | null; rule: string | null }>;

const writtenBy = (recorded: Recorded | undefined): Written => ({
  writing: writing(recorded),
  operation: recorded?.metadata.operation ?? null,
  rule: recorded?.metadata.rule ?? null,
});

/**
 * @throws HttpProblem 400 if the text is no cursor of a list of versions
 */
export const versionCursor = (text: string): VersionCursor => {
  const [, since, place] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (since === undefined || place === undefined)
    throw badRequest('/cursor', `"${text}" is no cursor of this list`);
  return { since: Number(since), place: Number(place) };
};
