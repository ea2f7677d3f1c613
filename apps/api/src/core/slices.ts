import { setImmediate as turn } from 'node:timers/promises';

const SLICE_MS = 8;

/** All that is made of a long row of things, in pieces between which others have their turn. */
export const inSlices = async <Item, Made>(
  items: Iterable<Item>,
  make: (item: Item) => Made,
): Promise<readonly Made[]> => {
  const made: Made[] = [];
  let slice = performance.now();
  for (const item of items) {
    made.push(make(item));
    if (performance.now() - slice < SLICE_MS) continue;
    await turn();
    slice = performance.now();
  }
  return made;
};
