import { type Query, type QueryClient } from '@tanstack/react-query';

import { answeredPositions } from './answered-positions.js';
import { connection } from './connection.js';
import { followEvents } from './event-stream.js';

/** The least time between two rounds of questions, however many events come. */
const ROUND_MS = 1000;

/**
 * Keeps the answers about the present fresh while the page is visible: events of the log make them
 * be asked again. Answers about a past moment stay as they are.
 *
 * @returns a function that ends this
 */
export const keepFresh = (queries: QueryClient): (() => void) => {
  const rounds = new Rounds(() => queries.invalidateQueries({ predicate: isOfNow }));
  const ask = (): void => {
    rounds.ask();
  };
  let stopping: AbortController | undefined;
  let isFirst = true;
  const listener = {
    onOpen: (after: string | null) => {
      connection.set('live');
      // The first stream begins while the page loads: its answers are asked for again if they are older.
      if (isFirst) answeredPositions.begin(after, ask);
      else ask();
      isFirst = false;
    },
    onEvent: ask,
    onEnd: () => {
      connection.set('away');
    },
  };
  // A browser has few connections to one server, and hidden pages would use them up.
  const follow = (): void => {
    stopping?.abort();
    stopping = new AbortController();
    if (document.visibilityState === 'visible') void followEvents(listener, stopping.signal);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stopping?.abort();
    rounds.stop();
  };
};

/** Rounds of questions: one after the other, with a pause between them. */
class Rounds {
  private isUnderWay = false;
  private isAsked = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly round: () => Promise<unknown>) {}

  ask(): void {
    this.isAsked = true;
    if (!this.isUnderWay) void this.begin();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.isUnderWay = true;
  }

  private async begin(): Promise<void> {
    this.isUnderWay = true;
    this.isAsked = false;
    await this.round().catch(() => undefined);
    this.timer = setTimeout(() => {
      this.isUnderWay = false;
      if (this.isAsked) void this.begin();
    }, ROUND_MS);
  }
}

/** The `meta` of a question whose answer stays as it is although it names no moment. */
export const FIXED = { isFixed: true } as const;

/** True for a question that names no moment, so that its answer changes with the log. */
const isOfNow = ({ queryKey, meta }: Pick<Query, 'queryKey' | 'meta'>): boolean => {
  if (meta?.isFixed === true) return false;
  const init = queryKey[2] as Readonly<{ params?: { query?: { at?: string } } }> | undefined;
  return init?.params?.query?.at === undefined;
};
