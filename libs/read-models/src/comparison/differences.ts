import { type ClusterState } from '#domain';
import { type Position } from '#event-store';
import { hashKey } from '#registry';

import { type ReadModels } from '../read-models.js';
import { differingParts, plainText } from './plain-text.js';
import { nodesAt, QUESTIONS, type Answer } from './questions.js';

/** A place at which a read model answers otherwise than it should. */
export type ReadDifference = Readonly<{
  /** The kind of answers, and the thing that this one is about. */
  question: string;
  place: string;
  expected: string;
  found: string;
}>;

/** The differences of one kind that are told; one wrong row may show in all later answers. */
const MAX_TOLD = 20;

/**
 * Compares all answers of two read models about a position, in small steps: each step yields the
 * difference that it found, or undefined.
 */
export function* compareReads(
  expected: ReadModels,
  found: ReadModels,
  at: Position,
): Iterable<ReadDifference | undefined> {
  for (const [question, ask] of Object.entries(QUESTIONS))
    yield* told(compareAnswers(question, ask(expected, at), ask(found, at)));
}

function* told(
  differences: Iterable<ReadDifference | undefined>,
): Iterable<ReadDifference | undefined> {
  let count = 0;
  for (const difference of differences) {
    yield difference;
    count += difference === undefined ? 0 : 1;
    if (count >= MAX_TOLD) return;
  }
}

function* compareAnswers(
  question: string,
  expected: Iterable<Answer>,
  found: Iterable<Answer>,
): Iterable<ReadDifference | undefined> {
  const others = found[Symbol.iterator]();
  for (const answer of expected) {
    const { value: other } = others.next() as IteratorResult<Answer, undefined>;
    const text = other === undefined ? NOTHING : whole(other);
    yield whole(answer) === text
      ? undefined
      : { question, place: answer.place, ...differingParts(whole(answer), text) };
  }
  for (let next = others.next(); next.done !== true; next = others.next()) {
    const { place } = next.value;
    yield { question, place, expected: NOTHING, found: place };
  }
}

const NOTHING = 'nothing';

const whole = ({ place, text }: Answer): string => `${place}: ${text}`;

/**
 * Compares the registries and the states of all things at a position with those of a fold, in small
 * steps.
 */
export function* compareWithFold(
  fold: ClusterState,
  reads: ReadModels,
  at: Position,
): Iterable<ReadDifference | undefined> {
  const then = reads.stateAt(at);
  yield differenceOf('directory', 'the directory', [fold.cluster, reads.directoryAt(at)]);
  for (const id of fold.groupIds())
    yield differenceOf('groups', `group ${id}`, [fold.group(id), then.group(id)]);
  for (const id of fold.resourceIds())
    yield differenceOf('resources', `resource ${id}`, [fold.resource(id), then.resource(id)]);
  for (const id of nodesAt(reads, at)) {
    const registry = fold.presentNode(id as never)?.registry;
    const hashes = [
      registry && hashKey(registry),
      hashKey(reads.registry.keyAt(id, '', Number(at))),
    ];
    yield differenceOf('registries', `the registry of node ${id}`, hashes as [unknown, unknown]);
  }
}

const differenceOf = (
  question: string,
  place: string,
  [wanted, found]: readonly [unknown, unknown],
): ReadDifference | undefined => {
  const texts = [plainText(wanted), plainText(found)] as const;
  return texts[0] === texts[1] ? undefined : { question, place, ...differingParts(...texts) };
};
