/** A part of the time in which something happens, in milliseconds since 1970. */
export type Busy = Readonly<{ from: number; to: number }>;

/** Joins parts that overlap or touch, in the order of time. */
export const joined = (parts: readonly Busy[]): readonly Busy[] => {
  const all: Busy[] = [];
  for (const part of parts.toSorted((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last !== undefined && part.from <= last.to)
      all[all.length - 1] = { from: last.from, to: Math.max(last.to, part.to) };
    else all.push(part);
  }
  return all;
};

/** The idle time between the parts of a range, and before and after them. */
export const idleIn = (range: Busy, parts: readonly Busy[]): readonly Busy[] => {
  const idle: Busy[] = [];
  let end = range.from;
  for (const { from, to } of joined(parts)) {
    if (from > range.to) break;
    if (from > end) idle.push({ from: end, to: from });
    end = Math.max(end, to);
  }
  if (end < range.to) idle.push({ from: end, to: range.to });
  return idle;
};
