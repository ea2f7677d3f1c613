import { HttpProblem } from '../http/answer/http-problem.js';
import { type CommandRoute } from '../http/routes/command-route.js';
import { RegUpload } from '../registry/reg-upload.js';
import { REG_FILE } from '../registry/registry-streams.js';

/** A command of a what-if, as plain data. */
export type TriedCommand = Readonly<{
  method: string;
  path: string;
  body?: unknown;
  /** The type of a body that is a text. */
  contentType?: string;
  /** The step of the operation of the command before, before which this one comes. */
  when?: Readonly<{ step: number }>;
}>;

type ReadBody = Readonly<{ read: unknown; close: () => void }>;

/**
 * The body of a command as its route takes it.
 *
 * @throws HttpProblem 415 for a text that the route does not take
 * @throws RegFileError for an invalid file
 */
export const readsText = (
  route: CommandRoute,
  { path, body, contentType }: TriedCommand,
): ReadBody => {
  if (contentType === undefined || isJson(contentType)) return { read: body, close: nothing };
  if (!isRegFile(contentType) || !route.takesRegistryFile || typeof body !== 'string')
    throw new HttpProblem(415, 'unsupported-media-type', {
      detail: `${route.method} ${route.path} takes no ${contentType}`,
    });
  const upload = RegUpload.ofText(body, path);
  return {
    read: upload,
    close: () => {
      upload.close();
    },
  };
};

const isJson = (type: string): boolean => /^application\/json(;|$)/i.test(type);
const isRegFile = (type: string): boolean => type.toLowerCase().split(';')[0]?.trim() === REG_FILE;
const nothing = (): void => undefined;
