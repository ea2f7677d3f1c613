import { RequestRefusal, type FoundTag } from '#application';

import { writingOf } from '../registry/writers.js';
import { type SetTagShape, type TagShape } from './tag-schemas.js';

/**
 * The JSON of a tag.
 *
 * @throws RequestRefusal not-caught-up while the read model does not have the events
 */
export const tagShape = ({ tag: { name }, tagged, set }: FoundTag): TagShape => {
  if (tagged === undefined || set === undefined)
    throw new RequestRefusal('not-caught-up', 'this process is behind the log; try again');
  const { id: event, position, recordedAt } = tagged;
  return {
    ...{ name, event, position: String(position), recordedAt: recordedAt.toISOString() },
    setAt: writingOf(set),
  };
};

/** The same in the receipt of its command. */
export const setTagShape = (found: FoundTag, isWritten: boolean): SetTagShape => {
  const replaced = isWritten ? (found.tag.replaced ?? null) : null;
  return { ...tagShape(found), moved: replaced !== null, replaced };
};
