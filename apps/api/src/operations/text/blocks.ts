/** A table whose last column takes the rest of the line. */
export type Table = Readonly<{
  head: readonly string[];
  rows: readonly (readonly string[])[];
}>;

/** A part of a report, in whichever form it is written. */
export type Block =
  | Readonly<{ title: string }>
  | Readonly<{ heading: string }>
  | Readonly<{ fields: readonly (readonly [label: string, value: string])[] }>
  | Readonly<{ paragraph: string }>
  | Readonly<{ list: readonly string[] }>
  | Readonly<{ table: Table }>;

/** A text on one line: whatever could begin a line or change the direction is a space. */
export const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
