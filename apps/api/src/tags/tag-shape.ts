import { RequestRefusal, type FoundTag } from '#application';

import { writingOf } from '../registry/writers.js';
import { type SetTagShape, type TagShape } from './tag-schemas.js';

/**
 * The JSON of a tag.
 *
 * @throws RequestRefusal not-caught-up while the read model does not have the events
 */
export const tagShape = (found: FoundTag): TagShape => {
  const { set } = found;
  if (set === undefined) throw isBehind();
  return { ...eventShape(found), setAt: writingOf(set) };
};

/** The same in the receipt of its command. */
export const setTagShape = (found: FoundTag, isWritten: boolean): SetTagShape => {
  const { tag, set } = found;
  const replaced = isWritten ? (tag.replaced ?? null) : null;
  const setAt = set === undefined ? null : writingOf(set);
  return { ...eventShape(found), setAt, moved: replaced !== null, replaced };
};

const eventShape = ({ tag: { name }, tagged }: FoundTag): Omit<TagShape, 'setAt'> => {
  if (tagged === undefined) throw isBehind();
  const { id: event, position, recordedAt } = tagged;
  return { name, event, position: String(position), recordedAt: recordedAt.toISOString() };
};

const isBehind = (): RequestRefusal =>
  new RequestRefusal('not-caught-up', 'this process is behind the log; try again');
