import { type Positions, type Span } from './positions.js';

/** The union of several ordered lists, in order, each number once. */
export function* merged(lists: readonly Positions[], order: Span['order']): Positions {
  const isBefore = (a: number, b: number): boolean => (order === 'oldest' ? a < b : a > b);
  const heads = lists.map((list) => ({ list, head: list.next() }));
  for (;;) {
    const open = heads.filter(({ head }) => head.done !== true);
    const values = open.map(({ head }) => head.value as number);
    const [first] = values;
    if (first === undefined) return;
    const next = values.reduce((least, value) => (isBefore(value, least) ? value : least), first);
    const goal = yield next;
    for (const one of open) {
      const value = one.head.value as number;
      if (value === next || (goal !== undefined && isBefore(value, goal)))
        one.head = goal === undefined ? one.list.next() : one.list.next(goal);
    }
  }
}
