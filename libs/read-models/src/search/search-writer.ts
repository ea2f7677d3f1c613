import { hash } from 'node:crypto';

import { foldName } from '#registry';

import { Postings } from '../events/postings.js';
import { type ReadDatabase } from '../file/database.js';
import { packed } from '../varints.js';
import { contentAt } from './search-rows.js';
import { lastBlock, SEARCH_TABLES } from './search-blocks.js';
import {
  GRAM,
  gramsOf,
  indexedOf,
  LONG,
  NODE,
  NUMBER,
  sharesOf,
  TYPE,
  type Indexed,
} from './search-terms.js';

/** A version of a value. */
export type NotedVersion = Readonly<{
  position: number;
  place: number;
  node: string;
  json: string;
}>;

/** A block ends with so many versions, or so many units of different indexed texts. */
const [MAX_VERSIONS, MAX_UNITS] = [1024, 262_144];
/** The greatest number of terms of versions in memory. */
const MAX_OPEN = 1_000_000;
/** Longer contents are compared by their hashes. */
const MAX_KEY = 256;

/** A content of a node, under the number of its first version in the block. */
type Content = Readonly<{ ordinal: number; node: string; content: Indexed | number }>;

/**
 * Numbers all versions of values whose content can be searched, in the order of the log, and indexes
 * them in blocks. A content that a block has several times on a node is indexed once, under the
 * number of its first version. The last block is indexed when it is full; until then a search looks
 * at all of it.
 *
 * ```text
 * search_blocks    first 1   position 6   is_indexed 0   6 place 1, 9 place 1, 10 place 1 (as 1)
 * ```
 */
export class SearchWriter {
  private readonly postings: Postings;
  /** The contents of the block, by node and JSON; a number by its hash. */
  private contents = new Map<string, Map<string, Content>>();
  /** The same, in the order of their numbers. */
  private ordered: Content[] = [];
  private units = 0;
  private first = 1;
  private begin = 0;
  private last = 0;
  /** For each version: the distance of its position, its place, and that of its first version. */
  private entries: number[] = [];
  private noted = 0;
  private open = 0;
  /** The versions of each gram that are not in the file yet. */
  private grams = new Map<string, number[]>();
  /** The versions of each share of numbers that are not in the file yet. */
  private shares: number[][] = [];
  private isResumed = false;

  constructor(private readonly db: ReadDatabase) {
    this.postings = new Postings(db, SEARCH_TABLES);
  }

  /** Adds a version. @param version not before the last one */
  note({ position, place, node, json }: NotedVersion): void {
    if (!this.isResumed) this.resume();
    const known = this.contents.get(node)?.get(keyOf(json));
    const ordinal = this.first + this.entries.length / WIDTH;
    const content = known ?? this.kept(json, { ordinal, node });
    if (content === undefined) return;
    if (this.entries.length === 0) [this.begin, this.last] = [position, position];
    this.push(position, place, ordinal - content.ordinal);
    this.noted += 1;
    if (this.entries.length >= MAX_VERSIONS * WIDTH || this.units >= MAX_UNITS) this.close();
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    if (this.noted > 0) this.write(false);
    this.noted = 0;
    this.flushIndex();
  }

  private flushIndex(): void {
    this.postings.flush();
    for (const [gram, ordinals] of this.grams)
      this.postings.put(this.postings.idOf(GRAM, gram), ordinals);
    this.grams = new Map();
    this.shares.forEach((ordinals, share) => {
      this.postings.put(this.postings.idOf(NUMBER, String(share)), ordinals);
    });
    [this.shares, this.open] = [[], 0];
  }

  private push(position: number, place: number, back: number): void {
    this.entries.push(position - this.last, place, back);
    this.last = position;
  }

  /** Keeps a content that is new in the block; undefined for bytes. */
  private kept(json: string, version: Omit<Content, 'content'>): Content | undefined {
    const content = indexedOf(json);
    if (content === undefined) return undefined;
    const own = this.contents.get(version.node) ?? new Map<string, Content>();
    if (own.size === 0) this.contents.set(version.node, own);
    const made = { ...version, content };
    own.set(keyOf(json), made);
    this.ordered.push(made);
    if (typeof content === 'object') this.units += content.units;
    return made;
  }

  private close(): void {
    for (const content of this.ordered) this.index(content);
    this.write(true);
    this.first += this.entries.length / WIDTH;
    [this.entries, this.units, this.noted] = [[], 0, 0];
    this.contents = new Map();
    this.ordered = [];
    if (this.open >= MAX_OPEN) this.flushIndex();
  }

  private index({ ordinal, node, content }: Content): void {
    if (typeof content === 'number') {
      for (const share of sharesOf(content)) (this.shares[share] ??= []).push(ordinal);
      return;
    }
    this.postings.note(TYPE, content.type, ordinal);
    this.postings.note(NODE, node, ordinal);
    if (content.isLong) this.noteGram(LONG, ordinal);
    for (const text of content.texts)
      for (const gram of gramsOf(foldName(text))) this.noteGram(gram, ordinal);
  }

  private noteGram(gram: string, ordinal: number): void {
    const known = this.grams.get(gram);
    if (known === undefined) this.grams.set(gram, [ordinal]);
    else if (known.at(-1) !== ordinal) known.push(ordinal);
    this.open += 1;
  }

  private write(isIndexed: boolean): void {
    const sql = `INSERT OR REPLACE INTO main.search_blocks (first, position, is_indexed, entries) VALUES (?, ?, ?, ?)`;
    this.db.run(sql, this.first, this.begin, Number(isIndexed), packed(this.entries));
  }

  /** Goes on after the last block of the file. */
  private resume(): void {
    this.isResumed = true;
    const block = lastBlock(this.db);
    if (block === undefined) return;
    this.first = block.isIndexed ? block.first + block.versions.length : block.first;
    if (block.isIndexed) return;
    [this.begin, this.last] = [block.position, block.position];
    for (const { position, place, first, ordinal } of block.versions) {
      const found = first === ordinal ? contentAt(this.db, { place, position }) : undefined;
      if (found !== undefined) this.kept(found.json, { node: found.node, ordinal });
      this.push(position, place, ordinal - first);
    }
  }
}

const keyOf = (json: string): string => (json.length > MAX_KEY ? hash('sha256', json) : json);

/** The numbers of an entry. */
const WIDTH = 3;
