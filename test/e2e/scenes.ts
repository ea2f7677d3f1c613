import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** A Tidemark for the tests of a file. */
export class Scene {
  private count = 0;
  private running: Tidemark | undefined;

  get tidemark(): Tidemark {
    if (this.running === undefined) throw new Error('it is not started');
    return this.running;
  }

  async begin(): Promise<void> {
    this.running = await Tidemark.start();
  }

  async end(): Promise<void> {
    // One that could not start has closed what it had opened.
    await this.running?.stop();
    expect(this.running?.defects ?? []).toEqual([]);
  }

  readonly send = (request: string, body?: unknown): Promise<Answer> =>
    this.tidemark.send(request, body);

  readonly status = (request: string, body?: unknown): Promise<number> =>
    this.tidemark.status(request, body);

  readonly get = (path: string): Promise<Json> => this.tidemark.get(path);

  readonly stateOf = (resource: string): Promise<string> => this.tidemark.stateOf(resource);

  /** A group of its own on node-a, with resources named after it. */
  readonly role = async (
    resources: readonly string[],
    more: Json = {},
  ): Promise<readonly string[]> => {
    this.count += 1;
    const group = `G${this.count}`;
    await this.send('POST /v1/groups', { name: group, owner: 'node-a', ...more });
    const names = resources.map((name) => `${group}-${name}`);
    for (const name of names)
      await this.send('POST /v1/resources', { name, type: 'Generic Service', group });
    return [group, ...names];
  };

  /** The same with one or two resources. */
  readonly pair = async (resources: number): Promise<[string, string, string]> => {
    const names = ['r1', 'r2'].slice(0, resources);
    const [group = '', first = '', second = ''] = await this.role(names);
    return [group, first, second];
  };
}

/** Starts three nodes for all tests of a file; each test makes groups of its own. */
export const threeNodes = (): Scene => {
  const scene = new Scene();
  beforeAll(async () => {
    await scene.begin();
    for (const name of ['node-a', 'node-b', 'node-c']) await scene.send('POST /v1/nodes', { name });
  });
  afterAll(() => scene.end());
  return scene;
};

/**
 * Starts for each test two nodes, and a role with a checkpoint that is online on the first node.
 */
export const roleOnline = (): Scene => {
  const scene = new Scene();
  beforeEach(async () => {
    await scene.begin();
    await scene.tidemark.form();
    await scene.tidemark.edit('node-a', 'first');
    await scene.tidemark.addCheckpoint('Server');
    await scene.send('POST /v1/resources/Server/online');
  });
  afterEach(() => scene.end());
  return scene;
};
