import { setImmediate as turn } from 'node:timers/promises';

const SLICE_MS = 8;

/** Takes a long row of things in pieces, between which others have their turn. */
export const inSlices = async <Item>(
  items: Iterable<Item>,
  take: (item: Item) => void,
): Promise<void> => {
  let slice = performance.now();
  for (const item of items) {
    take(item);
    if (performance.now() - slice < SLICE_MS) continue;
    await turn();
    slice = performance.now();
  }
};
