/** The server sends a comment every 15 seconds; a stream that is silent for longer is broken. */
const SILENCE_MS = 40_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 8000];

type Listener = Readonly<{
  /** Called once the stream is open, with the position after which it begins. */
  onOpen: (after: string | null) => void;
  /** Called for each piece of the stream that has an event. */
  onEvent: () => void;
  /** Called when the stream has ended or could not be opened. */
  onEnd: () => void;
}>;

/**
 * Follows the events of the log until `signal` aborts, and opens the stream again when it breaks.
 * The pauses between the attempts grow up to eight seconds.
 */
export const followEvents = async (listener: Listener, signal: AbortSignal): Promise<void> => {
  let pause = FIRST_PAUSE_MS;
  const onOpen = (after: string | null): void => {
    pause = FIRST_PAUSE_MS;
    listener.onOpen(after);
  };
  for (;;) {
    await readStream({ ...listener, onOpen }, signal);
    if (signal.aborted) return;
    listener.onEnd();
    await passed(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
};

/** Reads one stream to its end, whatever ends it. */
const readStream = async ({ onOpen, onEvent }: Listener, signal: AbortSignal): Promise<void> => {
  const silence = new AbortController();
  let timer = setTimeout(() => undefined);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silence.abort();
    }, SILENCE_MS);
  };
  try {
    heard();
    const { ok, body, headers } = await fetch('/v1/events/stream', {
      signal: AbortSignal.any([signal, silence.signal]),
      headers: { accept: 'text/event-stream' },
    });
    if (!ok || body === null) return;
    onOpen(headers.get('tidemark-position'));
    for await (const text of piecesOf(body)) {
      heard();
      if (hasEvent(text)) onEvent();
    }
  } catch {
    // The end of a stream is the same for every reason: it is opened again.
  } finally {
    clearTimeout(timer);
  }
};

async function* piecesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** True unless a piece of a stream has comments alone. */
export const hasEvent = (text: string): boolean =>
  text.split('\n').some((line) => line !== '' && !line.startsWith(':'));

const passed = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
