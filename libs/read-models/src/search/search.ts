import { type Redaction, type RegistryValue } from '#registry';

import { common, type Positions, type Span } from '../events/positions.js';
import { merged } from '../events/merged.js';
import { Postings } from '../events/postings.js';
import { type ReadDatabase } from '../file/database.js';
import { originOf } from '../registry/version-blocks.js';
import { holds, searchable, TEXT_TYPES, type Wanted } from './searchable.js';
import {
  blockOf,
  lastBlock,
  lastUpTo,
  SEARCH_TABLES,
  type NumberedVersion,
  type SearchBlock,
} from './search-blocks.js';
import { placeAt, versionAt, type SearchedPlace, type SearchedVersion } from './search-rows.js';
import {
  GRAM,
  gramsOf,
  hashOf,
  LONG,
  NODE,
  NUMBER,
  sharesOf,
  TYPE,
  UNITS,
} from './search-terms.js';

/** The versions to find. */
export type SearchFilter = Wanted &
  Readonly<{
    type?: string | undefined;
    /** The id of a node. */
    node?: string | undefined;
    /** Positions, inclusive. */
    from: number;
    to: number;
    /** The values that are not found. */
    isMasked: Redaction['isMasked'];
  }>;

/** A version that has the wanted content. */
export type FoundVersion = Readonly<{
  node: string;
  key: string;
  name: string;
  value: RegistryValue;
  /** Position of the event that wrote it. */
  since: number;
  /** Position of the event that replaced it; undefined if the node has it still. */
  until: number | undefined;
  /** Position of the edit that first wrote a restored value. */
  origin: number | undefined;
}>;

/** Versions, newest first, and the number to go on before; undefined after the last one. */
export type FoundPage = Readonly<{ items: readonly FoundVersion[]; next: number | undefined }>;

/** The most effort of a page: versions that are read, and characters of a page. */
const [MAX_READ, MAX_TEXT] = [4000, 8 * 1024 * 1024];
/** A version of so many characters takes as long to read as a short one. */
const SHORT = 4096;
/** The grams of a long text that are looked up; one of them more rules out little. */
const MAX_GRAMS = 16;

/** Finds versions of values by their content. A content of bytes is not found. */
export class Search {
  private readonly postings: Postings;

  constructor(private readonly db: ReadDatabase) {
    this.postings = new Postings(db, SEARCH_TABLES);
  }

  /**
   * The versions of a page. It ends early where too many versions had to be read.
   *
   * @param before the `next` of the page before
   */
  page(filter: SearchFilter, limit: number, before: number | undefined): FoundPage {
    const items: FoundVersion[] = [];
    const places: Places = new Map();
    let [read, text] = [0, 0];
    let last = before;
    for (const version of this.candidates(filter, before)) {
      if (items.length >= limit || read >= MAX_READ || text >= MAX_TEXT)
        return { items, next: last };
      const { found, size } = this.look(version, filter, places);
      read += 1 + size / SHORT;
      last = version.ordinal;
      if (found === undefined) continue;
      items.push(found);
      text += size;
    }
    return { items, next: undefined };
  }

  /** Reads a version; `found` is undefined if it is another one. A masked value is not even read. */
  private look(version: NumberedVersion, filter: SearchFilter, places: Places): Look {
    const { position, place: id } = version;
    if (!places.has(id)) places.set(id, placeAt(this.db, id));
    const place = places.get(id);
    if (place === undefined || !isWithin(place, filter)) return { found: undefined, size: 0 };
    const written = versionAt(this.db, { place: id, position });
    if (written === undefined) return { found: undefined, size: 0 };
    const { size } = written;
    const isFound = isWanted(written.version.value, filter);
    return { found: isFound ? toFound(place, written, filter) : undefined, size };
  }

  /** The versions that may have the content, newest first. */
  private *candidates(filter: SearchFilter, before = Infinity): Iterable<NumberedVersion> {
    const low = lastUpTo(this.db, filter.from - 1) + 1;
    const high = Math.min(lastUpTo(this.db, filter.to), before - 1);
    const open = this.openBlock();
    if (open !== undefined) yield* newestFirst(open, { low, high });
    yield* this.indexed(filter, { low, high: Math.min(high, (open?.first ?? Infinity) - 1) });
  }

  private *indexed(filter: SearchFilter, range: Range): Iterable<NumberedVersion> {
    if (range.high < range.low) return;
    // The first version with a content in its block may come before the range.
    const low = blockOf(this.db, range.low)?.first ?? range.low;
    const firsts = this.firsts(filter, { low, high: range.high, order: 'newest' });
    for (const [block, wanted] of byBlock(this.db, firsts))
      for (const version of newestFirst(block, range)) if (wanted.has(version.first)) yield version;
  }

  /** The last block, while it is not indexed. */
  private openBlock(): SearchBlock | undefined {
    const last = lastBlock(this.db);
    return last?.isIndexed === false ? last : undefined;
  }

  /** The numbers of versions that may be the first ones with the content in their block. */
  private firsts(filter: SearchFilter, span: Span): Positions {
    const { folded, number, type, node } = filter;
    const on: readonly Term[] = node === undefined ? [] : [[NODE, node]];
    const types = type === undefined ? TEXT_TYPES : [type];
    const lists =
      folded.length < UNITS
        ? types.map((one): readonly Term[] => [[TYPE, one], ...on])
        : longLists(folded, type === undefined ? on : [[TYPE, type], ...on]);
    const numbers: readonly Term[] =
      number === undefined ? [] : sharesOf(hashOf(number)).map((one) => [NUMBER, String(one)]);
    const all = numbers.length > 0 ? [...lists, numbers] : lists;
    return merged(
      all.map((terms) => this.having(terms, span)),
      span.order,
    );
  }

  /** The numbers that all terms have. */
  private *having(terms: readonly Term[], span: Span): Positions {
    const lists = terms.map(([kind, text]) => this.postings.of(kind, text, span));
    yield* common(lists, span.order);
  }
}

/** A term of the index: its kind and its text. */
type Term = readonly [kind: string, text: string];

/** The terms of texts with all grams of a text, and those of the texts that have no grams. */
const longLists = (folded: string, narrow: readonly Term[]): readonly (readonly Term[])[] => {
  const grams = [...new Set(gramsOf(folded))];
  const step = Math.ceil(grams.length / MAX_GRAMS);
  const some = grams.filter((_, index) => index % step === 0).map((gram): Term => [GRAM, gram]);
  return [
    [...some, ...narrow],
    [[GRAM, LONG], ...narrow],
  ];
};

type Places = Map<number, SearchedPlace | undefined>;

/** A version, and the length of its row. */
type Look = Readonly<{ found: FoundVersion | undefined; size: number }>;

const toFound = (
  place: SearchedPlace,
  { version, until }: SearchedVersion,
  { to }: SearchFilter,
): FoundVersion => {
  const { node, key } = place;
  const { spelling, value, since } = version;
  const end = until !== undefined && until <= to ? until : undefined;
  return {
    node,
    key,
    name: spelling ?? place.name,
    value,
    since,
    until: end,
    origin: originOf(version),
  };
};

const isWithin = ({ node, key, name }: SearchedPlace, filter: SearchFilter): boolean =>
  (filter.node === undefined || filter.node === node) && !filter.isMasked(key, name);

const isWanted = (value: RegistryValue, filter: SearchFilter): boolean => {
  if (filter.type !== undefined && filter.type !== value.type) return false;
  const content = searchable(value);
  return content !== undefined && holds(content, filter);
};

/** Numbers of versions, inclusive. */
type Range = Readonly<{ low: number; high: number }>;

function* newestFirst({ versions }: SearchBlock, { low, high }: Range): Iterable<NumberedVersion> {
  for (const version of versions.toReversed())
    if (version.ordinal >= low && version.ordinal <= high) yield version;
}

/** Numbers, newest first, in the blocks that they are of. */
function* byBlock(
  db: ReadDatabase,
  ordinals: Positions,
): Iterable<readonly [SearchBlock, ReadonlySet<number>]> {
  let block: SearchBlock | undefined;
  let wanted = new Set<number>();
  for (const ordinal of ordinals) {
    if (block === undefined || ordinal < block.first) {
      if (block !== undefined) yield [block, wanted];
      block = blockOf(db, ordinal);
      wanted = new Set();
    }
    wanted.add(ordinal);
  }
  if (block !== undefined) yield [block, wanted];
}
