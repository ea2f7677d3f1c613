import { type Json, type Tidemark } from '../e2e/tidemark.js';
import { pick } from '../fuzz/mutate.js';

type Random = () => number;

export const NODES = ['node-a', 'node-b', 'node-c'] as const;
const GROUPS = ['SQL', 'Web', 'Files'] as const;
const RESOURCES = ['Disk', 'Server', 'Site', 'Share', 'Extra'] as const;
export const ACTORS = ['ann', 'bob'] as const;

/** Keys that contain each other or have two spellings. */
export const KEYS = [
  'SOFTWARE\\Contoso\\App',
  'SOFTWARE\\Contoso\\App\\Deep',
  'SOFTWARE\\Contoso',
  'SOFTWARE\\Other',
  'SYSTEM\\CurrentControlSet\\Services\\App',
] as const;
export const NAMES = ['Port', 'Path', ''] as const;
export const VIEWS = ['64-bit', '32-bit'] as const;

const SECOND = 1000;
const LONG_VALUE = 250 * 1024;

/** Sends commands at random; a refused one has no effect. */
class RandomRequests {
  private count = 0;

  constructor(
    private readonly tidemark: Tidemark,
    private readonly random: Random,
  ) {}

  /** Two nodes, two groups, and a resource with a checkpoint in each. */
  async begin(): Promise<void> {
    for (const name of NODES) await this.send('POST /v1/nodes', { name });
    for (const [group, resource] of [
      ['SQL', 'Disk'],
      ['SQL', 'Server'],
      ['Web', 'Site'],
    ] as const) {
      await this.send('POST /v1/groups', { name: group, owner: 'node-a' });
      await this.send('POST /v1/resources', { ...this.typed(resource), group });
    }
    await this.send('PUT /v1/resources/Server/dependencies/Disk');
    await this.edit();
  }

  async step(): Promise<void> {
    this.count += 1;
    const dice = this.random();
    const [, act] = this.acts().find(([limit]) => dice < limit) ?? [1, () => Promise.resolve()];
    await act();
    if (this.random() < 0.5) await this.tidemark.pass(Math.floor(this.random() * 3 * SECOND));
    await this.tidemark.engine.idle();
  }

  /** Each act, with the upper end of its range of random numbers. */
  private acts(): readonly (readonly [number, () => Promise<unknown>])[] {
    const { random } = this;
    const [node, group, resource] = [
      pick(random, NODES),
      pick(random, GROUPS),
      pick(random, RESOURCES),
    ];
    return [
      [0.3, () => this.edit()],
      [0.32, () => this.longEdit(node)],
      [0.42, () => this.checkpoint(resource)],
      [0.44, () => this.dropCheckpoint(resource)],
      [0.54, () => this.send(`POST /v1/resources/${resource}/online`, {})],
      [0.6, () => this.send(`POST /v1/resources/${resource}/offline`, {})],
      [0.63, () => this.send(`POST /v1/groups/${group}/online`, {})],
      [0.71, () => this.send(`POST /v1/groups/${group}/move`, { to: node })],
      [0.75, () => this.fail(resource)],
      [0.78, () => this.send(`POST /v1/nodes/${node}/crash`)],
      [0.85, () => this.send(`POST /v1/nodes/${node}/start`, {})],
      [0.87, () => this.send(`POST /v1/nodes/${node}/drain`, {})],
      [0.9, () => this.send(`POST /v1/nodes/${node}/resume`, { failback: 'immediate' })],
      [0.92, () => this.hold(node)],
      [0.93, () => this.restore(resource)],
      [0.945, () => this.cure(resource)],
      [0.96, () => this.configure(group, resource)],
      [1, () => this.directory(group, resource, node)],
    ];
  }

  private edit(): Promise<unknown> {
    const { random } = this;
    const changes = Array.from({ length: 1 + Math.floor(random() * 2) }, () => this.change());
    const path = `PATCH /v1/nodes/${pick(random, NODES)}/registry?view=${pick(random, VIEWS)}`;
    return this.send(path, { changes });
  }

  private change(): Json {
    const { random } = this;
    const [key, name, dice] = [pick(random, KEYS), pick(random, NAMES), random()];
    if (dice < 0.1) return { op: 'delete-value', key, name };
    if (dice < 0.16) return { op: 'delete-key', key };
    if (dice < 0.2) return { op: 'create-key', key };
    const value = { type: 'REG_DWORD', number: Math.floor(random() * 6) };
    return { op: 'set', key, name, value };
  }

  /** A list that is too long for one event; its values go again, because they are slow to read. */
  private async longEdit(node: string): Promise<void> {
    const value = { type: 'REG_SZ', text: String(this.count).padEnd(LONG_VALUE, 'x') };
    const at = NAMES.map((name) => ({ key: 'SOFTWARE\\Other', name }));
    const long = at.map((place) => ({ op: 'set', ...place, value }));
    const path = `PATCH /v1/nodes/${node}/registry`;
    await this.send(path, { changes: [...long, this.change()] });
    await this.send(path, { changes: at.map((place) => ({ op: 'delete-value', ...place })) });
  }

  private checkpoint(resource: string): Promise<unknown> {
    const { random } = this;
    const missing = random() < 0.5 ? 'allow' : 'refuse';
    const body = { key: pick(random, KEYS), view: pick(random, VIEWS), missing };
    return this.send(`POST /v1/resources/${resource}/checkpoints`, body);
  }

  private async dropCheckpoint(resource: string): Promise<void> {
    const id = await this.anyCheckpoint(resource);
    if (id !== undefined) await this.send(`DELETE /v1/resources/${resource}/checkpoints/${id}`);
  }

  private async restore(resource: string): Promise<void> {
    const id = await this.anyCheckpoint(resource);
    if (id === undefined) return;
    const body = { force: true, capture: 1, reason: 'wrong settings' };
    await this.send(`POST /v1/resources/${resource}/checkpoints/${id}/restore`, body);
  }

  /** A cure of a checkpoint, a resource or a node, back to some moment. */
  private async cure(resource: string): Promise<void> {
    const { random, tidemark } = this;
    const id = await this.anyCheckpoint(resource);
    const reason = 'wrong settings';
    const to = { at: String(1 + Math.floor(random() * Number(tidemark.engine.fold.position))) };
    const path = `/v1/resources/${resource}`;
    const place = { key: pick(random, KEYS), view: pick(random, VIEWS) };
    const cures: readonly (readonly [string, Json])[] = [
      [`POST ${path}/checkpoints/${String(id)}/revert`, { to: { capture: 1 }, reason }],
      [`PATCH ${path}/checkpoints/${String(id)}`, { changes: [this.change()], reason }],
      [`POST ${path}/revert`, { to, reason }],
      [`POST ${path}/recapture`, { reason }],
      [`POST ${path}/restore`, { force: true, reason }],
      [`POST /v1/nodes/${pick(random, NODES)}/registry/revert`, { ...place, to, reason }],
    ];
    const [request, body] = pick(random, cures);
    await this.send(request, body);
  }

  private async anyCheckpoint(resource: string): Promise<string | undefined> {
    const { body } = await this.tidemark.send(`GET /v1/resources/${resource}/checkpoints`);
    const items = (body['items'] ?? []) as readonly Json[];
    return items.length === 0 ? undefined : String(pick(this.random, items)['id']);
  }

  private async fail(resource: string): Promise<void> {
    await this.send(`POST /v1/resources/${resource}/fail`, {});
    await this.tidemark.pass(SECOND);
  }

  private hold(node: string): Promise<unknown> {
    const query = `key=${pick(this.random, KEYS)}`;
    return this.random() < 0.5
      ? this.send(`PUT /v1/nodes/${node}/registry/holds?${query}`, { holder: 'x.exe' })
      : this.send(`DELETE /v1/nodes/${node}/registry/holds?${query}`);
  }

  private configure(group: string, resource: string): Promise<unknown> {
    const { random } = this;
    return random() < 0.5
      ? this.send(`PATCH /v1/groups/${group}`, { autoFailbackType: random() < 0.5 ? 0 : 1 })
      : this.send(`PATCH /v1/resources/${resource}`, {
          restartThreshold: Math.floor(random() * 3),
        });
  }

  /** Adds, renames, regroups and deletes things. */
  private async directory(group: string, resource: string, node: string): Promise<void> {
    const { random } = this;
    const other = pick(random, GROUPS);
    const another = pick(random, RESOURCES);
    const dice = Math.floor(random() * 9);
    if (dice === 0) await this.send(`PATCH /v1/resources/${resource}`, { name: another });
    if (dice === 1) await this.send(`PATCH /v1/groups/${group}`, { name: other });
    if (dice === 2) await this.send(`PATCH /v1/resources/${resource}`, { group: other });
    if (dice === 3) await this.remove(`resources/${resource}`, `resources/${resource}/offline`);
    if (dice === 4) await this.send(`DELETE /v1/groups/${group}`);
    if (dice === 5) await this.remove(`nodes/${node}`, `nodes/${node}/stop`);
    if (dice < 6) return;
    await this.send('POST /v1/nodes', { name: node });
    await this.send('POST /v1/groups', { name: group, owner: node });
    await this.send('POST /v1/resources', { ...this.typed(resource), group: other });
  }

  private async remove(path: string, stop: string): Promise<void> {
    await this.send(`POST /v1/${stop}`, {});
    await this.tidemark.engine.idle();
    await this.send(`DELETE /v1/${path}`);
  }

  private typed(name: string): Json {
    return { name, type: 'Generic Service' };
  }

  private send(request: string, body?: Json): Promise<unknown> {
    const actor = pick(this.random, ACTORS);
    const reason =
      body !== undefined && this.count % 3 === 0 ? { reason: `step ${this.count}` } : {};
    const sent = body && { ...body, ...reason };
    return this.tidemark.send(request, sent, { 'tidemark-actor': actor, prefer: 'wait=5' });
  }
}

/** Sends so many commands at random. The same seed sends the same ones. */
export const playRequests = async (
  tidemark: Tidemark,
  random: Random,
  steps: number,
): Promise<void> => {
  const requests = new RandomRequests(tidemark, random);
  await requests.begin();
  for (let step = 0; step < steps; step += 1) await requests.step();
};
