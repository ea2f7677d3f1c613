import { expect } from '@jest/globals';

import { comparable } from './would-be.js';
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

  /** All events; those after a number of events. */
  async events(after = 0): Promise<readonly Json[]> {
    const all: Json[] = [];
    for (let query = '?limit=1000'; query !== '';) {
      const { body } = await this.tidemark.send(`GET /v1/events${query}&order=oldest`);
      all.push(...(body['items'] as Json[]));
      const next = body['next'] as string | null;
      query = next === null ? '' : `?limit=1000&cursor=${next}`;
    }
    return all.slice(after);
  }

  /** Carries commands out, and tells what happened as a what-if would. */
  async carryOut(commands: readonly Json[]): Promise<Happened> {
    const before = await this.events();
    for (const { method, path, body } of commands)
      await this.tidemark.send(`${String(method)} ${String(path)}`, body);
    await this.tidemark.settled();
    return { before, answer: await this.answersTo(await this.events(before.length)) };
  }

  /** Tries commands, then carries them out: what would happen has to be what happens. */
  async expectSame(commands: readonly Json[]): Promise<Json> {
    await this.tidemark.settled();
    const would = await this.tryOut(commands);
    this.compare(would, await this.carryOut(commands));
    return would;
  }

  compare(would: Json, { before, answer }: Happened, parts: readonly string[] = PARTS): void {
    const all = (found: Json): unknown[] =>
      comparable(
        parts.flatMap((name) => found[name] as Json[]),
        before,
      );
    expect(all(would)).toEqual(all(answer));
  }

  /** The answers about events that have happened, as a what-if has them. */
  private async answersTo(happened: readonly Json[]): Promise<Json> {
    const { tidemark } = this;
    const ids = new Set(happened.map(({ operation }) => String(operation)));
    const operations: Json[] = [];
    for (const id of ids) operations.push(await tidemark.get(`/v1/operations/${id}`));
    const from = String(happened[0]?.['position'] ?? 0);
    const lostWrites = await tidemark.items(`/v1/lost-writes?from=${from}&limit=1000`);
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
