import { Readable } from 'node:stream';

import { type Following, type ListedEvent } from '#application';

import { eventShape } from './history-shapes.js';

/** Calls `beat` regularly from now on; returns a function that ends this. */
export type Pulse = (beat: () => void) => () => void;

/**
 * A comment, which clients ignore. By its traffic, proxies and this server notice which clients are
 * still there.
 */
const KEEP_ALIVE = ': keep-alive\n\n';

/** Events of the log as server-sent events. */
export const eventMessages = (
  { batches, isOver }: Pick<Following, 'batches' | 'isOver'>,
  pulse: Pulse,
): AsyncGenerator<string> => serverSent(batches, { pulse, isOver, textOf: messageOf });

/** The regular beat of a stream, its end, and the text of an item. */
type Sending<Item> = Readonly<{
  pulse: Pulse;
  /** True once the stream has ended although no later item has come. */
  isOver: () => boolean;
  textOf: (item: Item) => string;
}>;

/**
 * Items as server-sent events, made when the reader takes them, with a comment at each beat without
 * items. The first message is a comment, because headers leave with the first bytes.
 */
export async function* serverSent<Item>(
  batches: AsyncIterable<readonly Item[]>,
  { pulse, isOver, textOf }: Sending<Item>,
): AsyncGenerator<string> {
  yield KEEP_ALIVE;
  for await (const next of withBeats(batches, pulse))
    if (next !== 'beat') yield* next.map(textOf);
    else if (isOver()) return;
    else yield KEEP_ALIVE;
}

/** A text that is made when the reader takes it. @param stop called once the reader is gone */
export const textStream = (pieces: AsyncGenerator<string>, stop: () => void): Readable =>
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

/** The position is the id, which Last-Event-ID resumes after. */
const messageOf = ({ event, isSetBack }: ListedEvent): string => {
  const data = JSON.stringify(eventShape(event, isSetBack));
  return `event: ${event.event.type}\nid: ${event.position}\ndata: ${data}\n\n`;
};

/**
 * The items of a source, and undefined for each beat without an item. The source is read one item
 * at a time.
 */
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

/**
 * A promise that is waited for repeatedly. A Promise.race for each wait would keep all of them in
 * memory.
 */
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

  /** True if the value came before the next wake-up. */
  async hasCome(): Promise<boolean> {
    if (!this.isThere)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    return this.isThere;
  }
}
