import { Readable } from 'node:stream';

import { type Recorded } from '#event-store';

import { eventShape } from './history-shapes.js';

/** Calls now and then from here on; answers what ends that. */
export type Pulse = (beat: () => void) => () => void;

/** A comment, which clients pass over: by it proxies and this server find out who is still there. */
const KEEP_ALIVE = ': keep-alive\n\n';

/**
 * What a log gives as server-sent events, made as they are taken, with a comment at each beat while
 * nothing comes. It begins with one, because headers leave with the first bytes.
 *
 * @param before the latest instant that an event before them was recorded at
 */
export async function* eventMessages(
  batches: AsyncIterable<readonly Recorded[]>,
  pulse: Pulse,
  before = -Infinity,
): AsyncGenerator<string> {
  let latest = before;
  yield KEEP_ALIVE;
  for await (const next of withBeats(batches, pulse))
    if (next === 'beat') yield KEEP_ALIVE;
    else
      for (const recorded of next) {
        const at = recorded.recordedAt.getTime();
        yield messageOf(recorded, at < latest);
        latest = Math.max(latest, at);
      }
}

/** A text that is made as it is taken. @param stop called as soon as nobody takes it any more */
export const pulled = (pieces: AsyncGenerator<string>, stop: () => void): Readable =>
  new Readable({
    read() {
      pieces.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: unknown) => this.destroy(error as Error),
      );
    },
    destroy(error, settle) {
      stop();
      pieces.return(undefined).catch(() => undefined);
      settle(error);
    },
  });

/** A position is what Last-Event-ID resumes after. */
const messageOf = (recorded: Recorded, isSetBack: boolean): string => {
  const data = JSON.stringify(eventShape(recorded, isSetBack));
  return `event: ${recorded.event.type}\nid: ${recorded.position}\ndata: ${data}\n\n`;
};

/** What a source gives, and the beats in which it gave nothing. It is asked when its turn has come. */
async function* withBeats<Item>(
  source: AsyncIterable<Item>,
  pulse: Pulse,
): AsyncGenerator<Item | 'beat'> {
  const iterator = source[Symbol.asyncIterator]();
  const arrival = new Arrival();
  const end = pulse(() => {
    arrival.wake();
  });
  try {
    for (;;) {
      const next = iterator.next();
      arrival.of(next);
      while (!(await arrival.hasCome())) yield 'beat';
      const result = await next;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    end();
    void iterator.return?.();
  }
}

/** Something that is waited for in pieces; a race for each piece would hold on to all of them. */
class Arrival {
  private isThere = false;
  wake: () => void = () => undefined;

  of(work: Promise<unknown>): void {
    this.isThere = false;
    const come = (): void => {
      this.isThere = true;
      this.wake();
    };
    work.then(come, come);
  }

  /** Whether it was there before somebody was woken. */
  async hasCome(): Promise<boolean> {
    if (!this.isThere)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    return this.isThere;
  }
}
