type Note = Readonly<{ what: string; line?: number; column?: number; offset?: number }>;
type Count = Readonly<{ keys: number; values: number }>;
type Report = Readonly<{ notes?: readonly Note[]; moreNotes?: number; otherRoots?: Count }>;

/** The lines that an import passes over, in words. */
export type PassedOverPlaces = Readonly<{
  places: readonly Readonly<{ where: string; what: string }>[];
  /** The number of places that are not among them. */
  others: number;
  otherRoots: string | undefined;
}>;

/** The report of an import about its file; undefined if nothing is passed over. */
export const passedOverIn = (body: unknown): PassedOverPlaces | undefined => {
  const { notes = [], moreNotes = 0, otherRoots } = reportIn(body);
  const roots = rootsText(otherRoots);
  if (notes.length === 0 && roots === undefined) return undefined;
  const places = notes.map((note) => ({ where: whereOf(note), what: note.what }));
  return { places, others: moreNotes, otherRoots: roots };
};

const reportIn = (body: unknown): Report => {
  const result = (body as Readonly<{ result?: unknown }> | null)?.result;
  return typeof result === 'object' && result !== null ? result : {};
};

const whereOf = ({ line, column, offset }: Note): string => {
  if (line !== undefined) return `Line ${line}${column === undefined ? '' : `, ${column}`}`;
  return offset === undefined ? 'Somewhere' : `Byte ${offset}`;
};

const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

const rootsText = (roots: Count | undefined): string | undefined =>
  roots === undefined || roots.keys + roots.values === 0
    ? undefined
    : `Left out below other roots: ${counted(roots.keys, 'key')}, ${counted(roots.values, 'value')}.`;
