import { toPosition } from '#event-store';
import { idOf } from '#testing/processes';

import { type ReadModels } from '../src/read-models.js';

/** More events than the log has. */
export const PAGE = { limit: 10_000, order: 'oldest' } as const;

/** All answers of read models, as far as they fit into a comparison. */
export const answers = (reads: ReadModels): unknown => ({
  position: reads.position,
  events: reads.events.list({}, PAGE),
  lost: reads.lostWrites.page({}, PAGE.limit, undefined).items,
  operations: reads.operations.page(
    { edits: true },
    {
      limit: PAGE.limit,
      from: toPosition(0n),
      before: toPosition(reads.position + 1n),
      at: reads.position,
      among: undefined,
    },
  ),
  values: ['a', 'b'].map((node) => reads.valueHistory({ node: idOf(node), key: '' }, PAGE).items),
});
