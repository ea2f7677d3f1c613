import { askBlame } from './blame.js';
import { askDiff } from './differences.js';
import { askDrift } from './drift.js';
import { askEvents } from './events.js';
import { askCause, askChain } from './causes.js';
import { askLosses } from './losses.js';
import { askFinished, askOperation, askOperations } from './operations.js';
import { askOverview } from './overview.js';
import { askPlaces } from './places.js';
import { type Asks } from './question.js';
import { askSpread } from './spread.js';
import { askCaptures, askHistory, askKey, askSearch } from './registry.js';
import { askTimeline } from './timeline.js';
import { askAllCheckpoints, askCheckpoint, askCheckpoints, askList, askThing } from './things.js';

/** Every kind of question. */
export const KINDS: readonly (readonly [kind: string, asks: Asks])[] = [
  ['list', askList],
  ['thing', askThing],
  ['checkpoints', askCheckpoints],
  ['all checkpoints', askAllCheckpoints],
  ['checkpoint', askCheckpoint],
  ['events', askEvents],
  ['key', askKey],
  ['history', askHistory],
  ['captures', askCaptures],
  ['lost writes', askLosses],
  ['operations', askOperations],
  ['operation', askOperation],
  ['finished operation', askFinished],
  ['chain of causes', askChain],
  ['cause', askCause],
  ['timeline', askTimeline],
  ['search', askSearch],
  ['diff', askDiff],
  ['drift', askDrift],
  ['blame', askBlame],
  ['places', askPlaces],
  ['spread', askSpread],
  ['overview', askOverview],
];
