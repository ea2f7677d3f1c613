/**
 * The number of rows before the one that was on top when the list was opened. An unknown one means
 * that a whole page of newer rows came: then none is held back.
 */
export const newerThan = (
  rows: readonly Readonly<{ id: string }>[],
  top: string | undefined,
): number =>
  Math.max(
    0,
    rows.findIndex(({ id }) => id === top),
  );
