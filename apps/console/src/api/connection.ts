import { answeredPositions } from './answered-positions.js';

/** If the server answers, and since when. */
export type Connection = Readonly<{ status: 'connecting' | 'live' | 'away'; since: number }>;

let current: Connection = { status: 'connecting', since: Date.now() };
const listeners = new Set<() => void>();

/** The connection as an external store of React. */
export const connection = {
  read: (): Connection => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  /** Notes if the server answered; a repetition changes nothing. */
  set: (status: Connection['status']): void => {
    if (status === current.status) return;
    current = { status, since: Date.now() };
    for (const listener of listeners) listener();
  },
};

/** A request that got no answer at all. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';

  constructor() {
    super('the server does not answer');
  }
}

/**
 * `fetch` that notes that the server is away, and the positions of answers about now.
 *
 * @throws ServerAway if there is no answer
 */
export const watchedFetch = async (
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> => {
  const onAnswer = isOfNow(input) ? answeredPositions.ask() : undefined;
  try {
    const answer = await fetch(input, init);
    onAnswer?.(answer.headers.get('tidemark-position'));
    return answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    connection.set('away');
    throw new ServerAway();
  }
};

/** True for a question that names no moment. */
const isOfNow = (input: RequestInfo | URL): boolean => {
  const url = new URL(input instanceof Request ? input.url : input, location.href);
  return !url.searchParams.has('at');
};
