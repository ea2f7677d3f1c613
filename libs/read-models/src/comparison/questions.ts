import { toPosition, type Position, type Recorded } from '#event-store';

import { foldName } from '#registry';

import { type ReadModels } from '../read-models.js';
import { type ValueVersion } from '../registry/value-history.js';
import { type VersionCursor } from '../registry/version-cursor.js';
import { searchable, type Wanted } from '../search/searchable.js';
import { plainText } from './plain-text.js';

/** One answer: the place that it is about, and its content as text. */
export type Answer = Readonly<{ place: string; text: string }>;

/** Asks a read model for everything of a kind, up to a position. */
export type Question = (reads: ReadModels, at: Position) => Iterable<Answer>;

/** The items of a page. */
const PAGE = 200;

function* allEvents(reads: ReadModels, at: Position): Iterable<Recorded> {
  let cursor: Position | undefined;
  for (;;) {
    const page = { limit: PAGE, order: 'oldest', ...(cursor && { cursor }) } as const;
    const { items, isLast } = reads.events.page({ to: at }, page);
    yield* items;
    cursor = items.at(-1)?.position;
    if (isLast || cursor === undefined) return;
  }
}

function* events(reads: ReadModels, at: Position): Iterable<Answer> {
  for (const recorded of allEvents(reads, at)) {
    const { id, position, stream, revision } = recorded;
    const isSetBack = reads.events.isSetBack(position);
    const found = reads.events.positionOf(stream, Number(revision));
    yield {
      place: `event ${id} of ${stream} at ${position}`,
      text: plainText({ ...recorded, isSetBack, found }),
    };
  }
}

function* captures(reads: ReadModels, at: Position): Iterable<Answer> {
  for (const { event, id } of allEvents(reads, at)) {
    if (!event.type.endsWith('CheckpointCaptured')) continue;
    const { checkpoint, number } = event.data as { checkpoint: string; number: number };
    const text = reads.captures.get(checkpoint, number, at)?.id;
    yield { place: `capture ${number} of checkpoint ${checkpoint}, event ${id}`, text: text ?? '' };
  }
}

function* operations(reads: ReadModels, at: Position): Iterable<Answer> {
  let before: Position | undefined = toPosition(at + 1n);
  while (before !== undefined) {
    const asked = { limit: PAGE, from: toPosition(0n), before, at, among: undefined };
    const { items, next } = reads.operations.page({ edits: true }, asked);
    for (const item of items) yield { place: `operation ${item.id}`, text: plainText(item) };
    before = next;
  }
}

function* lostWrites(reads: ReadModels, at: Position): Iterable<Answer> {
  yield { place: 'the total', text: plainText(reads.lostWrites.total({ to: at })) };
  let cursor: string | undefined;
  for (;;) {
    const { items, isLast } = reads.lostWrites.page({ to: at }, PAGE, cursor);
    for (const item of items) yield { place: `lost write ${item.id}`, text: plainText(item) };
    cursor = items.at(-1)?.id;
    if (isLast || cursor === undefined) return;
  }
}

function* values(reads: ReadModels, at: Position): Iterable<Answer> {
  for (const node of nodesAt(reads, at))
    for (const group of byEvent(versionsOf(reads, node, at)))
      for (const version of group) {
        const text = plainText({ ...version, place: undefined });
        yield { place: `${thingOf(version)} on node ${node} since ${version.since}`, text };
      }
}

function* versionsOf(reads: ReadModels, node: string, at: Position): Iterable<ValueVersion> {
  let after: VersionCursor | undefined;
  for (;;) {
    const page = { limit: PAGE, at: Number(at), after };
    const { items, isLast } = reads.valueHistory({ node, key: '' }, page);
    yield* items;
    const last = items.at(-1);
    if (isLast || last === undefined) return;
    after = { since: Number(last.since), place: last.place };
  }
}

/** The versions that one event wrote, by their names: the numbers of places differ between files. */
function* byEvent(versions: Iterable<ValueVersion>): Iterable<readonly ValueVersion[]> {
  let group: ValueVersion[] = [];
  for (const version of versions) {
    if (group[0] !== undefined && group[0].since !== version.since) {
      yield group.toSorted(byPlace);
      group = [];
    }
    group.push(version);
  }
  yield group.toSorted(byPlace);
}

const byPlace = (one: ValueVersion, other: ValueVersion): number =>
  placeOf(one) < placeOf(other) ? -1 : 1;

const placeOf = ({ key, name, change }: ValueVersion): string =>
  `${key}\0${name === null ? '' : `\0${name}`}\0${change}`;

const thingOf = ({ key, name }: ValueVersion): string =>
  name === null ? `key ${key}` : `value ${name} of ${key}`;

function* parked(reads: ReadModels): Iterable<Answer> {
  for (const { id, stream, position, error } of reads.parked.list())
    yield { place: `parked event ${id} of ${stream} at ${position}`, text: error };
}

/** The nodes of the directory at a position. */
export const nodesAt = (reads: ReadModels, at: Position): readonly string[] => {
  const directory = reads.directoryAt(at);
  return directory.status === 'absent' ? [] : [...directory.nodes.keys()];
};

/** The parts of the history whose events are counted. */
const PARTS = 16;

/** The lanes of all nodes and groups: the counts of each part, and the spans of the whole. */
function* lanes(reads: ReadModels, at: Position): Iterable<Answer> {
  const cluster = reads.directoryAt(at);
  if (cluster.status === 'absent') return;
  const edges = Array.from({ length: PARTS + 1 }, (_, part) =>
    Math.floor((Number(at) * part) / PARTS),
  );
  const asked = {
    edges,
    lanes: [...cluster.nodes.keys(), ...cluster.groups.keys()],
    tracks: ['state', 'owner', 'operation'] as const,
  };
  for (const lane of reads.timeline.lanes(asked))
    yield { place: `lane ${lane.id}`, text: plainText(lane) };
}

/** One version in so many is searched for by its content. */
const SAMPLE = 1024;

/** The versions that a search for the content of some versions finds. */
function* searches(reads: ReadModels, at: Position): Iterable<Answer> {
  let count = 0;
  for (const node of nodesAt(reads, at))
    for (const { value, since } of versionsOf(reads, node, at)) {
      const content = count % SAMPLE === 0 && value !== undefined && searchable(value);
      count += 1;
      if (content === undefined || content === false) continue;
      const [text = ''] = content.texts;
      const wanted = { folded: foldName(text.slice(0, SHOWN)), number: content.number };
      yield {
        place: `values like that since ${since} of node ${node}`,
        text: foundFor(reads, at, wanted),
      };
    }
}

/** The characters of a text that are searched for, and the most versions that are compared. */
const [SHOWN, MOST_FOUND] = [64, 500];

const foundFor = (reads: ReadModels, at: Position, wanted: Wanted): string => {
  const asked = { ...wanted, from: 0, to: Number(at), isMasked: () => false };
  const { items, next } = reads.search.page(asked, MOST_FOUND, undefined);
  // The order of the versions of one event differs between files.
  const last = next === undefined ? 0 : (items.at(-1)?.since ?? 0);
  const whole = items.filter(({ since }) => since > last).map((item) => plainText(item));
  return whole.toSorted().join();
};

/** Everything that a read model answers from rows of its own. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  events,
  captures,
  operations,
  lostWrites,
  values,
  lanes,
  searches,
  parked,
};
