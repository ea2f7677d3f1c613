import { setImmediate as turn } from 'node:timers/promises';

import { applyDecorators, type StreamableFile } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

import { ClusterError } from '#clusapi';
import { planHive, type HiveForm, type ViewKey } from '#registry';

import { type AnswerHeaders } from '../../http/answer/headers.js';
import { badRequest } from '../../http/answer/http-problem.js';
import { Optional } from '../../http/request/optional.js';
import { type ReplyHints } from '../../http/request/request.js';
import { text, type Schema } from '../../http/schema/schema.js';
import { streamed } from '../registry-streams.js';

/** The media type of a hive. */
export const HIVE = 'application/x-ms-registry-hive';

/** The bytes of a hive. */
export const HIVE_BYTES: Schema = {
  type: 'string',
  format: 'binary',
  description: 'A hive (regf)',
};

/** The header of an answer that is a hive. */
export const HIVE_NOTICE: AnswerHeaders = {
  'Tidemark-Notice': {
    description:
      'A sentence for the reader of the file: with a hive, that loading it resets permissions',
    schema: text,
  },
};

const NOTICE = 'loading this hive resets the permissions of its keys';

const FORMS: readonly HiveForm[] = ['latest', 'standard'];

/** The field of a query that chooses the form of a hive. */
export const HiveFormat = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      enum: FORMS,
      description: `For ${HIVE}: \`latest\` (the default) is version 1.5, \`standard\` is 1.3`,
    }),
    Optional(),
    IsIn(FORMS),
  );

/** The steps of a plan between the turns of other requests. */
const STEPS = 1_000;

/**
 * True for a request that accepts a hive.
 *
 * @throws HttpProblem 400 for the form of a hive where none is accepted
 */
export const isHive = (
  accept: string | undefined,
  { format }: Readonly<{ format?: HiveForm | undefined }>,
): boolean => {
  if (accept?.includes(HIVE) === true) return true;
  if (format !== undefined) throw badRequest('/format', `is for an answer of the type ${HIVE}`);
  return false;
};

/** How a hive is answered. */
type Answering = Readonly<{
  /** The path that was asked for. */
  path: string;
  format: HiveForm | undefined;
  /** In milliseconds since 1970; undefined before the first event. */
  recordedAt: number | undefined;
  reply: ReplyHints;
}>;

/**
 * A key with its subtree as a hive that is written as the caller takes it.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND for an absent key, which no hive can express
 * @throws UnwritableHive for a key that is larger than a hive can be
 */
export const toHive = async (
  key: ViewKey | undefined,
  { path, format = 'latest', recordedAt = 0, reply }: Answering,
): Promise<StreamableFile> => {
  if (key === undefined) throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such key: ${path}`);
  const steps = planHive(key, { recordedAt: new Date(recordedAt), form: format });
  let step = steps.next();
  for (let count = 1; step.done !== true; count += 1) {
    if (count % STEPS === 0) await turn();
    step = steps.next();
  }
  reply.notice = NOTICE;
  return streamed(step.value.pieces(), HIVE, step.value.bytes);
};
