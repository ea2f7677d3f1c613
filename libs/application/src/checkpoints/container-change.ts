import { ABSENT_CONTAINER } from '#domain';

import { type PreviewedChange } from './copy-preview.js';

/**
 * The change of a key container, by fingerprints; ABSENT_CONTAINER if there is none. Undefined if
 * both are equal.
 */
export const containerChange = (
  { from, to }: Readonly<{ from: string; to: string }>,
  key: string,
): Omit<PreviewedChange, 'writtenAt'> | undefined => {
  if (from === to) return undefined;
  const [before, after] = [sideOf(from), sideOf(to)];
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return { key, name: null, change, before, after };
};

const sideOf = (fingerprint: string): PreviewedChange['before'] =>
  fingerprint === ABSENT_CONTAINER ? null : { fingerprint };
