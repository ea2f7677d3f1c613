import { type CaptureChanged } from '#read-models';
import { valueToJson } from '#registry';

import { type Writers } from '../registry/writers.js';
import { type CaptureShape } from './checkpoint-schemas.js';

/** The JSON of what a capture changed; null for the first capture and for a key container. */
export const changedShape = (
  writers: Writers,
  changed: CaptureChanged | undefined,
): CaptureShape['changed'] => {
  if (changed === undefined) return null;
  const { summary, items } = changed;
  const total = summary.added + summary.removed + summary.changed;
  return {
    summary,
    items: items.map(({ key, name, change, before, after, written }) => {
      const { writtenAt, origin } = writers.of(written);
      return {
        ...{ key, name, change, origin },
        before: before === undefined ? null : valueToJson(before),
        after: after === undefined ? null : valueToJson(after),
        by: writtenAt,
      };
    }),
    more: total > items.length,
  };
};
