import { type Appended, type LogRange, type StreamRange } from './event-store.js';
import { type NewEvent, type Recorded } from './recorded.js';

/** The records of a range, from records in the order of the log. */
export const select = <Item>(
  records: readonly Item[],
  isWanted: (record: Item) => boolean,
  { direction, limit }: Pick<StreamRange, 'direction' | 'limit'>,
): readonly Item[] => {
  const wanted = records.filter(isWanted);
  if (direction === 'backwards') wanted.reverse();
  return limit === undefined ? wanted : wanted.slice(0, limit);
};

/** True if a record of a stream lies in a range of the stream. */
export const isInStreamRange = (
  { revision }: Pick<Recorded, 'revision'>,
  { from, to }: StreamRange,
): boolean => (from === undefined || revision >= from) && (to === undefined || revision <= to);

/** True if a record lies in a range of the log. */
export const isInLogRange = (
  { position }: Pick<Recorded, 'position'>,
  { after, to }: LogRange,
): boolean => (after === undefined || position > after) && (to === undefined || position <= to);

/**
 * True if the append was already made: the same ids are at the expected revision.
 *
 * @param found the stream's events from the expected revision on
 * @throws Error when an id is stored with another content: a defect of the writer
 */
export const isRepeat = (found: readonly Recorded[], events: readonly NewEvent[]): boolean => {
  if (found.length < events.length) return false;
  if (!events.every(({ id }, index) => found[index]?.id === id)) return false;
  events.forEach(({ id, type, data }, index) => {
    const there = found[index]?.event;
    if (there?.type !== type || JSON.stringify(there.data) !== JSON.stringify(data))
      throw new Error(`event ${id} is already stored with another content`);
  });
  return true;
};

/** The answer of an append: the place of its last record. */
export const appendedAs = (records: readonly Recorded[]): Appended => {
  const last = records.at(-1);
  if (last === undefined) throw new Error('an append of no events');
  return { revision: last.revision, position: last.position };
};
