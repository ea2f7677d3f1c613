import { type Position } from '#event-store';

import { CaptureChanges } from '../captures/capture-changes.js';
import { type CaptureContents } from '../captures/capture-contents.js';
import { CaptureWriters } from '../captures/capture-writers.js';
import { type Captures } from '../captures/captures.js';
import { type Events } from '../events/events.js';
import { type ReadDatabase } from '../file/database.js';
import { type PastTrees } from '../registry/past-trees.js';
import { type RegistryPast } from '../registry/registry-past.js';
import { Blame } from './blame.js';
import { Holders } from './holders.js';
import { Spread } from './spread.js';

type Parts = Readonly<{
  events: Events;
  captures: Captures;
  contents: CaptureContents;
  registry: RegistryPast;
  trees: PastTrees;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/** Answers where values come from, and where they went. */
export class Provenance {
  readonly blame: Blame;
  readonly holders: Holders;
  readonly spread: Spread;
  /** The events that wrote the values of captures. */
  readonly writers: CaptureWriters;
  /** The differences of captures from those before. */
  readonly changes: CaptureChanges;

  constructor(db: ReadDatabase, parts: Parts) {
    const { captures } = parts;
    this.blame = new Blame(parts);
    this.holders = new Holders(parts);
    this.spread = new Spread(db, { captures, holders: this.holders });
    this.writers = new CaptureWriters(parts);
    this.changes = new CaptureChanges(parts, this.writers);
  }
}
