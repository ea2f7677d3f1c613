import { toPosition, type EventRef, type Position } from '#event-store';

import { malformed } from '../refusals.js';

const MAX_POSITION = 2n ** 63n;

/** A position in decimal digits. @throws RequestRefusal that points at the field */
export const parsePosition = (text: string, pointer: string): Position => {
  const position = /^\d{1,19}$/.test(text) ? BigInt(text) : MAX_POSITION;
  if (position >= MAX_POSITION) throw malformed(pointer, `"${text}" is not a position`);
  return toPosition(position);
};

/** The last position of some events; undefined if there are none. */
export const lastPosition = (events: readonly EventRef[]): Position | undefined => {
  let last: Position | undefined;
  for (const { position } of events) if (last === undefined || position > last) last = position;
  return last;
};
