import { type DifferentPlace } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';

/** The part of a cursor that names the last place of a page of places. */
export const placeText = (place: DifferentPlace | undefined): string | undefined =>
  place && JSON.stringify([place.key, place.name]);

/**
 * The place of such a text.
 *
 * @throws HttpProblem 400 for any other text
 */
export const placeOf = (text: string | undefined): DifferentPlace | undefined => {
  if (text === undefined) return undefined;
  const [key, name, ...others] = partsOf(text);
  const isNamed = typeof name === 'string' || name === null;
  if (typeof key !== 'string' || !isNamed || others.length > 0)
    throw badRequest('/cursor', `"${text}" is no cursor of this list`);
  return { key, name };
};

const partsOf = (text: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
};
