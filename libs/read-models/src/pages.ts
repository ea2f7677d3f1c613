/** The approximate limit of a page, in characters of JSON, for any number of items. */
export const MAX_TEXT = 8 * 1024 * 1024;

/** An item for a page, and its approximate length there, in characters. */
export type Sized<Item> = Readonly<{ item: Item; size: number }>;

export type Paged<Item> = Readonly<{
  items: readonly Item[];
  /** True if no item follows. */
  isLast: boolean;
}>;

/** The first items, as many as a page holds, and at least one. */
export const takePage = <Item>(
  found: Iterable<Sized<Item>>,
  limit: number,
  maxText = MAX_TEXT,
): Paged<Item> => {
  const items: Item[] = [];
  let text = 0;
  for (const { item, size } of found) {
    if (items.length >= limit || text >= maxText) return { items, isLast: false };
    items.push(item);
    text += size;
  }
  return { items, isLast: true };
};
