import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type FoundVersion } from '#read-models';
import { foldName } from '#registry';

import { resolveEver } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { earliest, rangeOf, type TypedRange } from '../reading/range.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { lastHeld, type LastHeld } from './last-held.js';

/** The versions of values to find. */
export type SearchSelection = TypedRange &
  Readonly<{
    /** A part of a text, regardless of case, or a whole number: decimal, or hexadecimal with 0x. */
    text: string;
    type?: string | undefined;
    /** The name or id of a node. */
    node?: string | undefined;
  }>;

/** A version, and where its content is. */
export type SearchedValue = Readonly<{ found: FoundVersion; lastHeld: LastHeld }>;

/** A page of versions. */
export type SearchPage = Readonly<{
  moment: Moment;
  items: readonly SearchedValue[];
  /** Cursor of the page after this one. */
  next: string | undefined;
}>;

/** Finds versions of values by their content, newest first. */
export class SearchValues extends Query<SearchPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: SearchSelection & Readonly<{ limit: number; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(SearchValues)
export class SearchValuesHandler implements IQueryHandler<SearchValues> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: SearchValues): Promise<SearchPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads, redaction } = this.cluster;
    reads.parked.assertAllTaken(moment.position);
    const { limit, cursor } = input;
    const node = input.node === undefined ? undefined : resolveEver(moment, 'nodes', input.node);
    const range = rangeOf(this.cluster, input, asOf.tags);
    const ends = {
      from: Number(range.from ?? 0n),
      to: Number(earliest(range.to, moment.position)),
    };
    const { isMasked } = redaction;
    const filter = { ...wantedOf(input), type: input.type, node, ...ends, isMasked };
    const before = cursor === undefined ? undefined : numberIn(cursor);
    const page = reads.search.page(filter, limit, before);
    const items = page.items.map((found) => ({ found, lastHeld: lastHeld(reads, moment, found) }));
    return { moment, items, next: page.next?.toString() };
  }
}

/** @throws RequestRefusal for a text that no value of the type can have */
const wantedOf = ({
  text,
  type = '',
}: SearchSelection): Readonly<{ folded: string; number: string | undefined }> => {
  const number = numberOf(text);
  if (number === undefined && NUMBERS.test(type))
    throw malformed('/text', `"${text}" is no number, and values of ${type} are numbers`);
  return { folded: foldName(text), number };
};

/** The types whose data is a number. */
const NUMBERS = /^REG_[DQ]WORD/;

const MAX_QWORD = 2n ** 64n - 1n;

/** The text as a number, in decimal; undefined if no value can have it. */
const numberOf = (text: string): string | undefined => {
  if (!/^(\d+|0[xX][0-9a-fA-F]+)$/.test(text)) return undefined;
  const number = BigInt(text);
  return number > MAX_QWORD ? undefined : String(number);
};

const numberIn = (cursor: string): number => {
  if (!/^\d{1,15}$/.test(cursor))
    throw malformed('/cursor', `"${cursor}" is no cursor of this list`);
  return Number(cursor);
};
