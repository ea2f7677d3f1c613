import { type Schemas } from './client.js';
import { watchedFetch } from './connection.js';

/** A request that changes something. */
export type Command = Readonly<{
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** The path from `/v1` on, with a query where the command has one. */
  path: string;
  body?: Readonly<Record<string, unknown>>;
  /** A file in place of a body; the words of the command then stand in the query. */
  file?: Blob;
}>;

/** The preview of a cure, or of a restore of a backup. */
export type Cure = Schemas['Preview'] | Schemas['RestorePreview'];

/** The preview of a command: a what-if of its own, or the preview of a cure. */
export type Trial = Schemas['WhatIf'] | Cure;

export const isWhatIf = (trial: Trial): trial is Schemas['WhatIf'] => 'outcomes' in trial;

/**
 * Asks what a command would do; nothing is changed.
 *
 * @throws the problem document of a refusal
 */
export const tryOut = (command: Command, signal: AbortSignal): Promise<Trial> =>
  answerOf<Trial>(withQuery(command, { dryRun: 'true' }), signal);

type Words = Readonly<{
  /** The operator's reason; none if it is empty. */
  reason: string;
  /** The `expect` of the preview, for a command that takes it. */
  expect?: string | undefined;
}>;

/**
 * Carries out a command.
 *
 * @throws the problem document of a refusal
 */
export const carryOut = <Receipt = Schemas['Receipt']>(
  command: Command,
  { reason, expect }: Words,
): Promise<Receipt> => {
  const words = {
    ...(reason !== '' && { reason }),
    ...(expect !== undefined && { expect }),
  };
  const asked =
    command.method === 'DELETE' || command.file !== undefined
      ? withQuery(command, words)
      : { ...command, body: { ...command.body, ...words } };
  return answerOf<Receipt>(asked);
};

const withQuery = (command: Command, query: Readonly<Record<string, string>>): Command => {
  const [path = '', had = ''] = command.path.split('?', 2);
  const all = new URLSearchParams([...new URLSearchParams(had), ...Object.entries(query)]);
  return { ...command, path: all.size === 0 ? path : `${path}?${String(all)}` };
};

/** The body of a request and its type; a file has a type of its own. */
const contentOf = ({ body, file }: Command): Pick<RequestInit, 'headers' | 'body'> => {
  if (file !== undefined) return { headers: { 'content-type': file.type }, body: file };
  return body === undefined
    ? {}
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
};

/**
 * Sends a command as it is.
 *
 * @throws the problem document of a refusal
 */
export const answerOf = async <Answer>(command: Command, signal?: AbortSignal): Promise<Answer> => {
  const { method, path } = command;
  const answer = await watchedFetch(path, {
    method,
    ...(signal !== undefined && { signal }),
    ...contentOf(command),
  });
  const read: unknown = await answer.json();
  // A problem document is data that the caller shows, as openapi-react-query throws it too.
  if (!answer.ok) throw read;
  return read as Answer;
};
