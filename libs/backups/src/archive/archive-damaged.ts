/** The place of a fault in an archive; only the fields that are known. */
export type ArchivePlace = Readonly<{
  /** The name of the entry. */
  entry?: string;
  /** The line in the entry, from 1. */
  line?: number;
  /** The byte of the archive, from 0. */
  byte?: number;
}>;

/** An archive that is not as it was written. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged';

  constructor(
    readonly place: ArchivePlace,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${wordsOf(place)}: expected ${expected}, found ${found}`);
  }
}

const wordsOf = ({ entry, line, byte }: ArchivePlace): string => {
  const words = [
    ...(entry === undefined ? [] : [entry]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(byte === undefined ? [] : [`byte ${byte}`]),
  ];
  return words.length === 0 ? 'the archive' : words.join(', ');
};
