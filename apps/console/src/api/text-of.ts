import { watchedFetch } from './connection.js';

/**
 * An answer of the API as a text.
 *
 * @param path from `/v1` on
 * @param type the media type that is wanted
 * @throws the problem document of a refusal
 */
export const textOf = async (path: string, type: string): Promise<string> => {
  const answer = await watchedFetch(path, { headers: { accept: type } });
  if (!answer.ok) throw (await answer.json()) as unknown;
  return answer.text();
};
