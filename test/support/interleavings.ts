import { type EventStore } from '#event-store';

import { PausedAppends, type PausingOptions } from './paused-appends.js';

/** One of two requests that come in at about the same time. */
export type Actor = 'A' | 'B';
export type Pair<Value> = Readonly<Record<Actor, Value>>;

const other = (actor: Actor): Actor => (actor === 'A' ? 'B' : 'A');

/**
 * An order of the steps of two requests. The first step of a request is its arrival; each further
 * step is one of its appends. In `ABBA`, A decides, then B decides and appends, then A appends.
 */
export type Order = string;

export type Pausing = PausingOptions & Readonly<{ store: EventStore; actors: Pair<string> }>;

/**
 * The outcome of a run, and the other orders at the points where both requests could have had the
 * turn.
 */
export type Run<Answer> = Readonly<{
  order: Order;
  answers: Pair<Answer>;
  forks: readonly Order[];
}>;

/** Two requests whose steps are taken one at a time. */
class Steps<Answer> {
  private readonly appends: PausedAppends;
  private readonly actors: Pair<string>;
  private readonly sent: Partial<Record<Actor, Promise<Answer>>> = {};

  constructor(
    { store, actors, ...options }: Pausing,
    private readonly send: Pair<() => Promise<Answer>>,
  ) {
    this.actors = actors;
    this.appends = new PausedAppends(store, new Set([actors.A, actors.B]), options);
  }

  isAble(actor: Actor): boolean {
    return this.sent[actor] === undefined || this.appends.isWaiting(this.actors[actor]);
  }

  async take(actor: Actor): Promise<void> {
    if (this.sent[actor] === undefined) this.sent[actor] = this.send[actor]();
    else await this.appends.grant(this.actors[actor]);
    for (const each of ['A', 'B'] as const) {
      const answer = this.sent[each];
      if (answer !== undefined) await this.appends.next(this.actors[each], answer);
    }
  }

  async answers(): Promise<Pair<Answer>> {
    this.appends.open();
    const [A, B] = await Promise.all([this.sent.A, this.sent.B]);
    if (A === undefined || B === undefined) throw new Error('both take part');
    return { A, B };
  }
}

/**
 * Takes the steps of two requests in an order; after its end, each request goes on as long as it
 * can.
 */
export const interleaved = async <Answer>(
  pausing: Pausing,
  send: Pair<() => Promise<Answer>>,
  prefix: Order,
): Promise<Run<Answer>> => {
  const steps = new Steps(pausing, send);
  const forks: Order[] = [];
  let order = '';
  while (steps.isAble('A') || steps.isAble('B')) {
    const wanted = (prefix[order.length] ?? order.at(-1) ?? 'A') as Actor;
    const actor = steps.isAble(wanted) ? wanted : other(wanted);
    if (order.length >= prefix.length && steps.isAble(other(actor)))
      forks.push(order + other(actor));
    await steps.take(actor);
    order += actor;
  }
  return { order, answers: await steps.answers(), forks };
};

/** The number of times that the turn changes. */
const switchesIn = (order: Order): number => order.replaceAll(/A+|B+/g, '*').length - 1;

/**
 * Runs every order of the steps of two requests.
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
