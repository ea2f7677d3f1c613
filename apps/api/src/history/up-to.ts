import { parsePosition } from '#application';
import { type Position } from '#event-store';

/** The last position that a list is asked for: no later than the moment that it is answered for. */
export const upTo = (asked: string | undefined, position: Position): Position => {
  const to = asked === undefined ? position : parsePosition(asked, '/to');
  return to < position ? to : position;
};
