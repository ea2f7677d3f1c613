import { type Recorded } from '#event-store';
import { PROCESSES_ACTOR } from '#processes';
import { judgedSteps } from '#testing/processes';

import { pick } from '../../fuzz/mutate.js';
import { type WholeLog } from '../oracle/whole-log.js';
import { causesOf } from '../oracle/operations.js';
import { type Asking, type Asks, type Question } from './question.js';

/** Asks for the causation of one event. */
const askEvent = (
  { log }: Asking,
  { position }: Recorded,
  wanted: string | undefined,
): Question => {
  const head = String(log.events.at(-1)?.position);
  const path = `/v1/events?from=${String(position)}&to=${String(position)}&at=${head}`;
  return { path, isList: true, shown: ({ causation }) => causation as unknown, wanted: [wanted] };
};

/** The server forms the cluster itself. */
const BY_SERVER = new Set(['ClusterFormed', 'ResourceTypeAdded']);

/** An event, its cause, and so on, back to a command of a request: never to one of a process. */
export const askChain: Asks = (asking) => {
  const { random, log } = asking;
  const effect = pick(random, log.events);
  const [nearest, ...others] = causesOf(log.events, effect);
  const beginning = log.events.find(({ id }) => id === (others.at(-1) ?? nearest ?? effect.id));
  if (beginning?.metadata.actor === PROCESSES_ACTOR && !BY_SERVER.has(beginning.event.type))
    throw new Error(`${effect.event.type} leads back to a step of a process`);
  return askEvent(asking, effect, nearest ?? effect.metadata.command.id);
};

const judged = new WeakMap<WholeLog, ReturnType<typeof judgedSteps>>();

const judgedIn = (log: WholeLog): ReturnType<typeof judgedSteps> => {
  const known = judged.get(log) ?? judgedSteps(log.events).filter(({ isJudged }) => isJudged);
  judged.set(log, known);
  return known;
};

/** The cause of a step of a process: the event since which it was due. */
export const askCause: Asks = (asking) => {
  const steps = judgedIn(asking.log);
  if (steps.length === 0) return undefined;
  const { recorded, cause } = pick(asking.random, steps);
  return askEvent(asking, recorded, cause?.id);
};
