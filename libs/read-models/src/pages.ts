/** A page holds about so many characters of JSON at most, however many items it may have. */
const MAX_TEXT = 8 * 1024 * 1024;

/** What may be on a page, and about how many characters it takes there. */
export type Sized<Item> = Readonly<{ item: Item; size: number }>;

export type Paged<Item> = Readonly<{
  items: readonly Item[];
  /** Whether nothing follows. */
  isLast: boolean;
}>;

/** The first items of what is found, as many as a page holds, and one at least. */
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
