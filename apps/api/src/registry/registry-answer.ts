import { type RegistryAnswer, type RunningCluster } from '#application';
import { type Depth } from '#read-models';
import { renderRegFile } from '#registry';

import { type ReplyHints } from '../http/request/request.js';
import { isHive, toHive } from './hives/hive-answer.js';

import { type RegistryQuery } from './registry.bodies.js';
import { registryShape, registryText } from './registry-shapes.js';
import { isRegFile, toFile, toStream } from './registry-streams.js';
import { Writers } from './writers.js';

/** The depth that a query asks for. */
export const depthOf = ({ depth }: Pick<RegistryQuery, 'depth'>): Depth =>
  depth === 'all' ? 'all' : Number(depth);

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

/** A key of a registry as JSON, as a stream of JSON, as a `.reg` file, or as a hive. */
export const registryAnswer = (
  { reads }: RunningCluster,
  { moment, found, node, key, view, depth }: RegistryAnswer,
  { kind, format, reply }: AnswerForm & Readonly<{ reply: ReplyHints }>,
): object | Promise<object> => {
  const { recordedAt } = moment.stamp;
  if (kind === 'hive') return toHive(found?.key, { path: key, format, recordedAt, reply });
  if (kind === 'reg-file') return toFile(renderRegFile(found?.key, { key, replace: false }));
  const asked = { node, key, view, depth };
  const writers = new Writers(reads, moment);
  return depth === 'all'
    ? toStream(registryText(writers, found, asked), 'application/json; charset=utf-8')
    : registryShape(writers, found, asked);
};
