import { type Command } from '../../../api/command.js';

/** A command that a fork tries, and the time that passes after it. */
export type Fork = Readonly<{ command: Command; seconds: number }>;

const FORM =
  /^(?<method>POST|PATCH|PUT|DELETE) (?<path>\/v1\/\S+)(?: (?<body>\{.*\}))?(?: \+(?<seconds>\d{1,9})s)?$/s;

/** A fork as it stands in the URL: `POST /v1/groups/SQL/move {"to":"node-b"} +60s`. */
export const writeFork = ({ command, seconds }: Fork): string => {
  const { method, path, body } = command;
  return [
    `${method} ${path}`,
    ...(body === undefined ? [] : [JSON.stringify(body)]),
    ...(seconds === 0 ? [] : [`+${seconds}s`]),
  ].join(' ');
};

/** Reads a fork from the URL; undefined for a text that is none. */
export const readFork = (text: string): Fork | undefined => {
  const { method, path, body, seconds = '0' } = FORM.exec(text)?.groups ?? {};
  if (method === undefined || path === undefined) return undefined;
  const request = { method: method as Command['method'], path };
  if (body === undefined) return { command: request, seconds: Number(seconds) };
  const read = objectIn(body);
  return read && { command: { ...request, body: read }, seconds: Number(seconds) };
};

const isObject = (value: unknown): value is NonNullable<Command['body']> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (text: string): Command['body'] => {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
};
