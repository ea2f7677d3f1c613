import { type FoundKey, type RegistryAnswer, type RunningCluster } from '#application';
import { type Depth } from '#read-models';
import { foldName, renderRegFile } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import { type ReplyHints } from '../http/request/request.js';
import { isHive, toHive } from './hives/hive-answer.js';

import { type RegistryQuery } from './registry.bodies.js';
import { registryShape, registryText, type ValuePage } from './registry-shapes.js';
import { isRegFile, toFile, toStream } from './registry-streams.js';
import { Writers } from './writers.js';

/** The depth that a query asks for. */
export const depthOf = ({ depth }: Pick<RegistryQuery, 'depth'>): Depth =>
  depth === 'all' ? 'all' : Number(depth);

type PageQuery = Pick<RegistryQuery, 'maxValues' | 'skipValues' | 'fromValue' | 'depth'>;

/**
 * The page of values that a query asks for, once its key is known; undefined for all values.
 *
 * @throws HttpProblem 400 for fields that do not go together
 */
export const valuePageOf = (
  { maxValues, skipValues, fromValue, depth }: PageQuery,
  kind: AnswerForm['kind'],
): ((found: FoundKey) => ValuePage) | undefined => {
  if (maxValues === undefined) {
    if (skipValues !== undefined) throw badRequest('/skipValues', 'needs maxValues');
    if (fromValue !== undefined) throw badRequest('/fromValue', 'needs maxValues');
    return undefined;
  }
  if (kind !== 'json') throw badRequest('/maxValues', 'is for an answer in JSON');
  if (depth === 'all') throw badRequest('/maxValues', 'is not for the depth all');
  const most = Number(maxValues);
  if (fromValue === undefined) return () => ({ most, before: Number(skipValues ?? 0) });
  if (skipValues !== undefined) throw badRequest('/skipValues', 'is another place than fromValue');
  return (found) => ({ most, before: placeOf(found, fromValue) });
};

/** The number of values before one; of all values if the key has none of that name. */
const placeOf = (found: FoundKey, name: string): number => {
  const wanted = foldName(name);
  let place = 0;
  for (const value of found?.key.values ?? []) {
    if (foldName(value.name) === wanted) break;
    place += 1;
  }
  return place;
};

/** The form of an answer: JSON, a `.reg` file, or a hive of a form. */
export type AnswerForm = Readonly<{
  kind: 'json' | 'reg-file' | 'hive';
  format: RegistryQuery['format'];
}>;

/**
 * The form that a request accepts.
 *
 * @throws HttpProblem 400 for the form of a hive where none is accepted
 */
export const formOf = (
  accept: string | undefined,
  query: Pick<RegistryQuery, 'format'>,
): AnswerForm => {
  const { format } = query;
  if (isHive(accept, query)) return { kind: 'hive', format };
  return { kind: isRegFile(accept) ? 'reg-file' : 'json', format };
};

type Answering = Readonly<{ reply: ReplyHints; page?: ReturnType<typeof valuePageOf> }>;

/** A key of a registry as JSON, as a stream of JSON, as a `.reg` file, or as a hive. */
export const registryAnswer = (
  { reads }: RunningCluster,
  { moment, found, node, key, view, depth }: RegistryAnswer,
  { kind, format, reply, page }: AnswerForm & Answering,
): object | Promise<object> => {
  const { recordedAt } = moment.stamp;
  if (kind === 'hive') return toHive(found?.key, { path: key, format, recordedAt, reply });
  if (kind === 'reg-file') return toFile(renderRegFile(found?.key, { key, replace: false }));
  const asked = { node, key, view, depth };
  const writers = new Writers(reads, moment);
  return depth === 'all'
    ? toStream(registryText(writers, found, asked), 'application/json; charset=utf-8')
    : registryShape(writers, found, { ...asked, page: page?.(found) });
};
