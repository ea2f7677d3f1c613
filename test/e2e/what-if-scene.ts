import { expect } from '@jest/globals';

import { comparable, unordered } from './would-be.js';
import { type Tidemark, type Json } from './tidemark.js';

/** A command of a what-if. */
export const command = (request: string, body?: object): Json => {
  const [method, path] = request.split(' ');
  return { method, path, ...(body !== undefined && { body }) };
};

/** The parts of an answer that have their like once the commands are carried out. */
const PARTS = ['events', 'operations', 'lostWrites', 'hazards', 'readiness'] as const;

/** What-ifs on a server, and what happens there. */
export class WhatIfScene {
  /** All events so far. */
  private readonly known: Json[] = [];

  constructor(readonly tidemark: Tidemark) {}

  /** The answer to a what-if, which leaves everything as it is. */
  async tryOut(commands: readonly Json[], more: Json = {}): Promise<Json> {
    return this.ask({ commands, ...more });
  }

  async ask(asked: Json): Promise<Json> {
    const fingerprint = this.tidemark.fingerprint();
    const { status, body } = await this.tidemark.send('POST /v1/what-if', asked);
    expect([status, body['detail']]).toEqual([200, undefined]);
    expect(this.tidemark.fingerprint()).toBe(fingerprint);
    return body;
  }

  /** All events. */
  async events(): Promise<readonly Json[]> {
    await this.newEvents();
    return [...this.known];
  }

  /** The events since the last call, oldest first. */
  async newEvents(): Promise<readonly Json[]> {
    const from = Number(this.known.at(-1)?.['position'] ?? 0) + 1;
    const found: Json[] = [];
    for (let query = `?limit=1000&from=${from}`; query !== '';) {
      const { body } = await this.tidemark.send(`GET /v1/events${query}&order=oldest`);
      found.push(...((body['items'] ?? []) as Json[]));
      const next = (body['next'] ?? null) as string | null;
      query = next === null ? '' : `?limit=1000&from=${from}&cursor=${next}`;
    }
    this.known.push(...found);
    return found;
  }

  /** Carries commands out, and tells what happened as a what-if would. */
  async carryOut(commands: readonly Json[], milliseconds = 0): Promise<Happened> {
    const before = await this.events();
    for (const { method, path, body } of commands)
      await this.quiet(() => this.tidemark.send(`${String(method)} ${String(path)}`, body));
    await this.quiet(() => this.tidemark.pass(milliseconds));
    return { before, answer: await this.answersTo(await this.newEvents()) };
  }

  /** Tries commands, then carries them out: what would happen has to be what happens. */
  async expectSame(commands: readonly Json[]): Promise<Json> {
    await this.tidemark.settled();
    const would = await this.tryOut(commands);
    this.compare(would, await this.carryOut(commands));
    return would;
  }

  /** Resolves once the work, and all that it makes due, is done. */
  private async quiet(work: () => Promise<unknown>): Promise<void> {
    const { engine } = this.tidemark;
    await work();
    for (let position; position !== engine.fold.position;) {
      position = engine.fold.position;
      await engine.idle();
      await engine.log.folded(AbortSignal.timeout(60_000));
    }
  }

  compare(would: Json, { before, answer }: Happened, parts: readonly string[] = PARTS): void {
    const all = (found: Json): unknown[] =>
      comparable(
        parts.flatMap((name) => found[name] as Json[]),
        before,
      );
    expect(all(would)).toEqual(all(answer));
  }

  /** The same where ids of new things give an order that the answers may differ in. */
  compareUnordered(would: Json, { answer }: Happened): void {
    for (const name of ['events', 'lostWrites'])
      expect(unordered(would[name] as Json[])).toEqual(unordered(answer[name] as Json[]));
  }

  /** The answers about events that have happened, as a what-if has them. */
  private async answersTo(happened: readonly Json[]): Promise<Json> {
    const { tidemark } = this;
    const ids = new Set(happened.map(({ operation }) => String(operation)));
    const operations: Json[] = [];
    for (const id of ids) operations.push(await tidemark.get(`/v1/operations/${id}`));
    const from = String(happened[0]?.['position'] ?? 0);
    const lostWrites =
      happened.length === 0 ? [] : await tidemark.items(`/v1/lost-writes?from=${from}&limit=1000`);
    const readiness: Json[] = [];
    const groups = await tidemark.items('/v1/groups');
    for (const { name, id } of groups) {
      if (!happened.some((event) => JSON.stringify(event).includes(String(id)))) continue;
      const { nodes } = await tidemark.get(`/v1/groups/${String(name)}/readiness`);
      readiness.push({ group: String(name), nodes: nodes as Json[] });
    }
    const touched = new Set(readiness.map(({ group }) => String(group)));
    const { hazards: all } = await tidemark.get('/v1/overview');
    const hazards = (all as Json[]).filter(({ group }) => touched.has(String(group)));
    return { events: happened, operations, lostWrites, hazards, readiness };
  }
}

/** The events before, and the answers about those after. */
type Happened = Readonly<{ before: readonly Json[]; answer: Json }>;
