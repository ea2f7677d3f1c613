import { expect } from '@jest/globals';

import { everyOrder, interleaved, type Actor, type Pair } from '../support/interleavings.js';
import { type Answer, type Json, type Tidemark } from './tidemark.js';

/** A request and its body: JSON, or the text of a .reg file. */
export type Asked = readonly [request: string, body?: unknown, headers?: Record<string, string>];

/** Two requests, and a function that shows their effect. Its things have new names in each run. */
export type Scene = Pair<Asked> & Readonly<{ state: () => Promise<unknown> }>;

/** Sets up a scene; the names of its things end in the given text. */
export type SetScene = (tidemark: Tidemark, run: string) => Promise<Scene>;

/** Events without an effect until another event refers to them. */
const INERT = new Set(['KeyMaterialSealed', 'RegistryChangesStaged']);
/** Fields that differ in each run. */
const VOLATILE = new Set([
  'position',
  'recordedAt',
  'nodeRevision',
  'writtenAt',
  'captures',
  'stateSequence',
]);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The number of runs. Each run has names of its own, because several may share a server. */
let runs = 0;

type Answered = Readonly<{ status: number; code?: number; written: readonly string[] }>;
type Outcome = Readonly<{ answers: Pair<Answered>; state: unknown }>;

export type Expected = Readonly<{
  /** The HTTP statuses of A and B if A is answered before B comes in; for BA, the reverse. */
  AB: readonly [number, number];
  BA: readonly [number, number];
  /** The Win32 status that one request is refused with while the other is under way. */
  meanwhile?: Partial<Pair<number>>;
  /**
   * True if the events of a request depend on the state, so that only answers and states are
   * compared.
   */
  isAboutState?: boolean;
  /** Leaves out the orders in which the turn changes more often. */
  maxSwitches?: number;
}>;

/**
 * Compares the outcomes of two requests in every order of their appends with those of one after the
 * other.
 */
export class TwoRequests {
  private isAboutState = false;

  constructor(
    private readonly tidemark: Tidemark,
    private readonly setScene: SetScene,
  ) {}

  /**
   * Expects that every order of the appends of two requests, and of the processes' appends for
   * them, has the outcome of A before B or of B before A; or that one request is refused because
   * the other is under way, and has left nothing behind.
   *
   * @returns the orders that were tried
   */
  async expectSerial({
    meanwhile,
    maxSwitches,
    isAboutState = false,
    ...statuses
  }: Expected): Promise<ReadonlySet<string>> {
    this.isAboutState = isAboutState;
    const AB = await this.oneByOne('AB');
    const BA = await this.oneByOne('BA');
    const found = [AB, BA].map(({ answers: { A, B } }) => [A.status, B.status]);
    expect(found).toEqual([statuses.AB, statuses.BA]);
    const allowed = [AB, BA, ...(await this.refused(meanwhile ?? {}))];
    const texts = new Set(allowed.map((outcome) => JSON.stringify(outcome)));
    return everyOrder(async (prefix) => {
      const { outcome, ...run } = await this.inOrder(prefix);
      if (!texts.has(JSON.stringify(outcome)))
        expect({ order: run.order, ...outcome }).toEqual({
          order: run.order,
          ...nearest(outcome, allowed),
        });
      return run;
    }, maxSwitches);
  }

  /** The outcomes of one request alone, with the refusal of the other one. */
  private async refused(meanwhile: Partial<Pair<number>>): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const [actor, code] of Object.entries(meanwhile)) {
      const { answers, state } = await this.oneByOne(actor === 'A' ? 'B' : 'A');
      const refusal = { status: 409, code, written: [] };
      outcomes.push({ answers: { ...answers, [actor]: refusal }, state });
    }
    return outcomes;
  }

  private async oneByOne(order: string): Promise<Outcome> {
    const { scene, actors, run } = await this.begin();
    const answers: Partial<Record<Actor, Answer>> = {};
    for (const actor of order as Iterable<Actor>) {
      answers[actor] = await this.send(scene[actor], actors[actor]);
      await this.tidemark.settled();
    }
    return this.outcomeOf(answers, { scene, actors, run });
  }

  private async inOrder(prefix: string) {
    const begun = await this.begin();
    const { scene, actors } = begun;
    const { store } = this.tidemark.engine;
    const send = {
      A: () => this.send(scene.A, actors.A),
      B: () => this.send(scene.B, actors.B),
    };
    const { answers, ...run } = await interleaved({ store, actors, withOwed: true }, send, prefix);
    return { ...run, outcome: await this.outcomeOf(answers, begun) };
  }

  private async begin() {
    runs += 1;
    const run = `-${runs}-`;
    const scene = await this.setScene(this.tidemark, run);
    await this.tidemark.settled();
    return { scene, run, actors: { A: `A${run}`, B: `B${run}` } };
  }

  private send([request, body, headers]: Asked, actor: string): Promise<Answer> {
    return this.tidemark.send(request, body, { ...headers, 'tidemark-actor': actor });
  }

  private async outcomeOf(
    { A, B }: Partial<Pair<Answer>>,
    { scene, actors, run }: Readonly<{ scene: Scene; actors: Pair<string>; run: string }>,
  ): Promise<Outcome> {
    await this.tidemark.settled();
    const answers = {
      A: A && (await this.answered(A, actors.A)),
      B: B && (await this.answered(B, actors.B)),
    };
    const text = JSON.stringify({ answers, state: await scene.state() }, (key, value: unknown) =>
      VOLATILE.has(key) ? undefined : value,
    );
    return JSON.parse(text.replaceAll(run, '').replaceAll(UUID, '*')) as Outcome;
  }

  /** An answer, and the events that its request has written unless it was refused. */
  private async answered({ status, body }: Answer, actor: string): Promise<Answered> {
    if (status < 400 && this.isAboutState) return { status, written: [] };
    if (status >= 400) return { status, code: codeOf(body), written: [] };
    const events = await this.tidemark.items(`/v1/events?actor=${actor}&limit=1000`);
    const written = events.map(({ type }) => String(type)).filter((type) => !INERT.has(type));
    return { status, written };
  }
}

const codeOf = ({ win32 }: Json): number => (win32 as { code: number }).code;

/** The allowed outcome that is most similar to another one. */
const nearest = ({ answers }: Outcome, allowed: readonly Outcome[]): Outcome | undefined =>
  allowed.find(
    ({ answers: { A, B } }) => A.status === answers.A.status && B.status === answers.B.status,
  ) ?? allowed[0];
