import { type ViewPlace } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';

/** The part of a cursor that names the last place of a page of places. */
export const placeText = (place: ViewPlace | undefined): string | undefined =>
  place && JSON.stringify([place.path, place.name]);

/**
 * The place of such a text.
 *
 * @throws HttpProblem 400 for any other text
 */
export const placeOf = (text: string | undefined): ViewPlace | undefined => {
  if (text === undefined) return undefined;
  const [path, name, ...others] = partsOf(text);
  if (typeof path !== 'string' || typeof name !== 'string' || others.length > 0)
    throw badRequest('/cursor', `"${text}" is no cursor of this list`);
  return { path, name };
};

const partsOf = (text: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
};
