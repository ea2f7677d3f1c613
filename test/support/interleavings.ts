import { type EventStore } from '#event-store';

import { PausedAppends, type PausingOptions } from './paused-appends.js';

/** Two requests that come in at about the same time. */
export type Actor = 'A' | 'B';
export type Pair<Value> = Readonly<Record<Actor, Value>>;

const other = (actor: Actor): Actor => (actor === 'A' ? 'B' : 'A');

/**
 * An order of the steps of two requests. The first step of a request is that it comes in, each further
 * one that an append of it goes: `ABBA` has A decide, then B decide and append, then A append.
 */
export type Order = string;

export type Pausing = PausingOptions & Readonly<{ store: EventStore; actors: Pair<string> }>;

/** What became of a run, and the orders that part from it where both could have had the turn. */
export type Run<Answer> = Readonly<{
  order: Order;
  answers: Pair<Answer>;
  forks: readonly Order[];
}>;

/** Two requests whose steps are taken in an order; beyond it, each goes on as long as it can. */
export const interleaved = async <Answer>(
  { store, actors, ...options }: Pausing,
  send: Pair<() => Promise<Answer>>,
  prefix: Order,
): Promise<Run<Answer>> => {
  const appends = new PausedAppends(store, new Set([actors.A, actors.B]), options);
  const sent: Partial<Record<Actor, Promise<Answer>>> = {};
  const isAble = (actor: Actor): boolean =>
    sent[actor] === undefined || appends.isWaiting(actors[actor]);
  const forks: Order[] = [];
  let order = '';
  while (isAble('A') || isAble('B')) {
    const wanted = (prefix[order.length] ?? order.at(-1) ?? 'A') as Actor;
    const actor = isAble(wanted) ? wanted : other(wanted);
    if (order.length >= prefix.length && isAble(other(actor))) forks.push(order + other(actor));
    if (sent[actor] === undefined) sent[actor] = send[actor]();
    else await appends.grant(actors[actor]);
    order += actor;
    for (const each of ['A', 'B'] as const) {
      const answer = sent[each];
      if (answer !== undefined) await appends.next(actors[each], answer);
    }
  }
  appends.open();
  const [A, B] = await Promise.all([sent.A, sent.B]);
  if (A === undefined || B === undefined) throw new Error('both take part');
  return { order, answers: { A, B }, forks };
};

/** How often the turn goes from one request to the other. */
const switchesIn = (order: Order): number =>
  [...order].filter((actor, index) => index > 0 && actor !== order[index - 1]).length;

/**
 * Has a run made for every order of the steps of two requests.
 *
 * @param maxSwitches leaves out the orders in which the turn changes more often
 */
export const everyOrder = async (
  run: (prefix: Order) => Promise<Pick<Run<unknown>, 'order' | 'forks'>>,
  maxSwitches = Infinity,
): Promise<ReadonlySet<Order>> => {
  const seen = new Set<Order>();
  const left: Order[] = [''];
  for (let prefix = left.pop(); prefix !== undefined; prefix = left.pop()) {
    const { order, forks } = await run(prefix);
    seen.add(order);
    left.push(...forks.filter((fork) => switchesIn(fork) <= maxSwitches));
  }
  return seen;
};
