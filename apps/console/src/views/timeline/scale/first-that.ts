/**
 * The index of the first of some items that is late; their number if none is. Of items in order, those
 * that are late come last.
 */
export const firstThat = <Item>(
  items: readonly Item[],
  isLate: (item: Item) => boolean,
): number => {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item === undefined || isLate(item)) high = middle;
    else low = middle + 1;
  }
  return low;
};
