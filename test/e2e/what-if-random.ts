import { KEY, type Json } from './tidemark.js';
import { command } from './what-if-scene.js';

const NODES = ['node-a', 'node-b', 'node-c'] as const;
const GROUPS = ['SQL', 'Web'] as const;
const RESOURCES = ['Server', 'Agent', 'Site'] as const;
const KEYS = [KEY, `${KEY}\\Deep`, 'SOFTWARE\\Wow6432Node\\Contoso\\App'] as const;
const NAMES = ['Port', 'PORT', '', 'Path'] as const;

/** The commands before all random ones. */
export const FORMED: readonly Json[] = [
  ...NODES.map((name) => command('POST /v1/nodes', { name })),
  ...GROUPS.map((name) => command('POST /v1/groups', { name, owner: 'node-a' })),
  ...(
    [
      ['Server', 'SQL'],
      ['Agent', 'SQL'],
      ['Site', 'Web'],
    ] as const
  ).map(([name, group]) => command('POST /v1/resources', { name, type: 'Generic Service', group })),
];

/** Commands at random. Many are refused, as on a real cluster. */
export class RandomCommands {
  constructor(
    private readonly random: () => number,
    /** True if resources fail, which makes restarts due later. */
    private readonly hasFailures: boolean,
  ) {}

  /** A number from 0 on. */
  below(end: number): number {
    return Math.floor(this.random() * end);
  }

  /** The next commands; sometimes several. */
  next(): readonly Json[] {
    return Array.from({ length: 1 + this.below(3) }, () => this.one());
  }

  private one(): Json {
    const acts: readonly (() => Json)[] = [
      () => this.edit(),
      () => this.edit(),
      () => this.edit(),
      () => this.group(),
      () => this.group(),
      () => this.move(),
      () => this.move(),
      () => this.resource(),
      () => this.node(),
      () => this.checkpoint(),
      () => this.checkpoint(),
      () => this.policy(),
      () => this.hold(),
      () => this.thing(),
    ];
    return this.pick(acts)();
  }

  private edit(): Json {
    const changes = Array.from({ length: 1 + this.below(3) }, () => this.change());
    return command(`PATCH /v1/nodes/${this.pick(NODES)}/registry`, { changes });
  }

  private change(): Json {
    const [key, name] = [this.pick(KEYS), this.pick(NAMES)];
    const value = { type: 'REG_DWORD', number: this.below(5) };
    return this.pick([
      { op: 'set', key, name, value },
      { op: 'set', key, name, value },
      { op: 'set', key, name, value },
      { op: 'delete-value', key, name },
      { op: 'create-key', key },
      { op: 'delete-key', key },
    ]);
  }

  private group(): Json {
    const act = this.pick(['online', 'online', 'offline'] as const);
    return command(`POST /v1/groups/${this.pick(GROUPS)}/${act}`);
  }

  private move(): Json {
    const to = this.below(3) === 0 ? {} : { to: this.pick(NODES) };
    return command(`POST /v1/groups/${this.pick(GROUPS)}/move`, to);
  }

  private resource(): Json {
    const failing = this.hasFailures ? (['fail', 'fail'] as const) : [];
    const act = this.pick(['online', 'offline', ...failing] as const);
    return command(`POST /v1/resources/${this.pick(RESOURCES)}/${act}`);
  }

  private node(): Json {
    const act = this.pick(['start', 'start', 'stop', 'crash', 'pause', 'drain', 'resume'] as const);
    return command(`POST /v1/nodes/${this.pick(NODES)}/${act}`);
  }

  private checkpoint(): Json {
    const body = { key: this.pick(KEYS), ...(this.below(2) === 0 && { missing: 'allow' }) };
    return command(`POST /v1/resources/${this.pick(RESOURCES)}/checkpoints`, body);
  }

  private policy(): Json {
    const name = this.pick(RESOURCES);
    return this.pick([
      command(`PUT /v1/resources/Agent/dependencies/Server`),
      command(`DELETE /v1/resources/Agent/dependencies/Server`),
      command(`PATCH /v1/resources/${name}`, { restartDelay: 1000 * this.below(3) }),
      command(`PATCH /v1/groups/${this.pick(GROUPS)}`, { preferredOwners: [this.pick(NODES)] }),
    ]);
  }

  /** A program that holds a key open, so that it can't be restored, or lets it go. */
  private hold(): Json {
    const path = `/v1/nodes/${this.pick(NODES)}/registry/holds?key=${this.pick(KEYS)}`;
    return this.below(2) === 0
      ? command(`PUT ${path}`, { holder: 'backup.exe' })
      : command(`DELETE ${path}`);
  }

  /** Things that come and go. */
  private thing(): Json {
    const name = this.pick(['Spare', 'Other'] as const);
    return this.pick([
      command('POST /v1/resources', { name, type: 'Generic Service', group: this.pick(GROUPS) }),
      command(`DELETE /v1/resources/${name}`),
      command('PUT /v1/tags/now', { reason: 'to find it' }),
      command('POST /v1/nodes', { name: 'node-d' }),
      command('DELETE /v1/nodes/node-d'),
    ]);
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}
