import { watchedFetch } from './connection.js';

/** A file of the API: where it is, its media type, and the name to save it under. */
export type Download = Readonly<{ path: string; type: string; name: string }>;

/**
 * Saves an answer of the API as a file.
 *
 * @throws the problem document of a refusal
 */
export const saveFile = async ({ path, type, name }: Download): Promise<void> => {
  const answer = await watchedFetch(path, { headers: { accept: type } });
  if (!answer.ok) throw (await answer.json()) as unknown;
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
