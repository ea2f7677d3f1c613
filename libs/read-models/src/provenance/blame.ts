import { type NodeEvent, type Undoing } from '#domain';
import { toPosition, type Position } from '#event-store';
import { foldName } from '#registry';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type Captures } from '../captures/captures.js';
import { sourcesOf, type CapturedData } from '../captures/copy-sources.js';
import { type Events } from '../events/events.js';
import { type RegistryPast } from '../registry/registry-past.js';
import { type NamedPlace } from '../registry/value-change.js';

type ChangedData = Extract<NodeEvent, { type: 'RegistryChanged' }>['data'];
type RestoredData = Extract<NodeEvent, { type: 'RegistryRestored' }>['data'];

/** The capture of a checkpoint. */
export type CaptureRef = Readonly<{ checkpoint: string; number: number }>;

/** One event on the way of a value to its place. */
export type BlameLink = Readonly<{
  /** Position of the event. */
  position: number;
  how: 'edit' | 'restore' | 'capture' | 'revert' | 'recover';
  /** The node that had the value; undefined for a stored copy. */
  node: string | undefined;
  /** The capture that was restored or taken. */
  capture: CaptureRef | undefined;
}>;

/** The way of a value: newest event first, the edit that first wrote it last. */
export type BlameChain = Readonly<{
  links: readonly BlameLink[];
  /** True if the way has more links than are listed. */
  more: boolean;
}>;

/** The greatest number of links in a chain. */
const MAX_LINKS = 100;

type BlameParts = Readonly<{
  registry: RegistryPast;
  events: Events;
  captures: Captures;
  contents: CaptureContents;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

/**
 * Follows values back through restores and captures. Each link costs a few look-ups, at any length
 * of history.
 */
export class Blame {
  constructor(private readonly parts: BlameParts) {}

  /** The way of a value to a place of a node; empty if the place had no value at the position. */
  chainOf(place: NamedPlace, at: number): BlameChain {
    const links: BlameLink[] = [];
    for (const link of this.links(place, at)) {
      if (links.length === MAX_LINKS) return { links, more: true };
      links.push(link);
    }
    return { links, more: false };
  }

  private *links(place: NamedPlace, at: number): Iterable<BlameLink> {
    let found = this.heldAt(place, at);
    while (found !== undefined) {
      const { node, position, restored } = found;
      if (!restored) {
        yield { position, how: this.editAt(position), node, capture: undefined };
        return;
      }
      const capture = this.restoredBy(position);
      yield { position, how: 'restore', node, capture };
      found = capture && (yield* this.throughCopy(place, capture, position));
    }
  }

  /** The links of a stored copy. Returns the place from which the value was captured. */
  private *throughCopy(
    { key, name }: NamedPlace,
    capture: CaptureRef,
    to: number,
  ): Generator<BlameLink, Held | undefined> {
    const until = toPosition(BigInt(to));
    const way = this.parts.contents.way(capture, until);
    const source = sourcesOf(way)({ folded: foldName(key), name });
    if (source === undefined) return undefined;
    for (const data of way.slice(0, way.indexOf(source.capture)))
      if (data.reason === 'reverted') yield* this.linkOf(data, until, { how: 'revert' });
    const { moment } = source;
    if (moment === undefined) {
      yield* this.linkOf(source.capture, until, { how: howOf(source.capture.cure) });
      return undefined;
    }
    yield* this.linkOf(source.capture, until, { how: 'capture', node: moment.node });
    const position = this.parts.positionOf(moment.node, moment.nodeRevision);
    const from = { node: moment.node, key, name };
    return position === undefined ? undefined : this.heldAt(from, Number(position));
  }

  private *linkOf(
    { checkpoint, number }: CapturedData,
    to: Position,
    { how, node }: Readonly<{ how: BlameLink['how']; node?: string }>,
  ): Iterable<BlameLink> {
    const recorded = this.parts.captures.get(checkpoint, number, to);
    if (recorded === undefined) return;
    yield { position: Number(recorded.position), how, node, capture: { checkpoint, number } };
  }

  private heldAt(place: NamedPlace, at: number): Held | undefined {
    const found = this.parts.registry.changeAt(place, at);
    if (found?.version.value === undefined) return undefined;
    const { position, restored } = found.change;
    return { node: place.node, position, restored };
  }

  /** An edit, or the cure that an edit belongs to. */
  private editAt(position: number): BlameLink['how'] {
    const data = this.parts.events.at(position)?.event.data as ChangedData | undefined;
    return howOf(data?.cure);
  }

  private restoredBy(position: number): CaptureRef | undefined {
    const data = this.parts.events.at(position)?.event.data as RestoredData | undefined;
    return data && { checkpoint: data.checkpoint, number: data.capture };
  }
}

const howOf = (cure: Pick<Undoing, 'kind'> | undefined): BlameLink['how'] => {
  if (cure === undefined || cure.kind === 'recapture') return 'edit';
  return cure.kind === 'backup' ? 'restore' : cure.kind;
};

/** The last change of a value on a node. */
type Held = Readonly<{ node: string; position: number; restored: boolean }>;
