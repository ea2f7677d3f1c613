/** The parts of a receipt that the tour shows. */
export type Receipt<Result = Record<string, unknown>> = Readonly<{
  status: number;
  statusName: string;
  operation: string;
  position: string;
  events: readonly Readonly<{ type: string }>[];
  result: Result;
}>;

export type ControlAnswer = Readonly<{ status: number; statusName: string; output: string[] }>;

type RegistryView = Readonly<{
  values: readonly Readonly<{ name: string; value: { text?: string } }>[];
}>;

export type LostWrite = Readonly<{
  id: string;
  rule: string;
  node: string;
  resource: string;
  key: string;
  name: string;
  lost: { text?: string } | null;
  kept: { text?: string } | null;
}>;

export type Capture = Readonly<{ number: number; reason: string; hash: string }>;

export type Checkpoint = Readonly<{
  id: string;
  key: string;
  captures: number;
  hazards: readonly Readonly<{ kind: string; remedy: string }>[];
}>;

type Items<Item> = Readonly<{ items: readonly Item[] }>;

/** The few requests of the tour. An answer that is no success ends the tour. */
export class Client {
  constructor(private readonly url: string) {}

  async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.read<Answer>(path, { method, headers, ...text });
  }

  /** Imports a `.reg` file unchanged. */
  importRegistry(node: string, file: Uint8Array<ArrayBuffer>): Promise<Receipt> {
    return this.read<Receipt>(`nodes/${node}/registry`, {
      method: 'PATCH',
      headers: { 'content-type': 'text/x-ms-regedit' },
      body: file,
    });
  }

  /** Sets one REG_SZ value of a node's 64-bit view. */
  edit(
    node: string,
    [key, name]: readonly [string, string],
    text: string,
  ): Promise<Receipt<{ captured: readonly { resource: string; number: number }[] }>> {
    const change = { op: 'set', key, name, value: { type: 'REG_SZ', text } };
    return this.send('PATCH', `nodes/${node}/registry`, { changes: [change] });
  }

  /** One value of a node's 64-bit view, now or at a position; undefined if there is none. */
  async value(
    node: string,
    [key, name]: readonly [string, string],
    at?: string,
  ): Promise<string | undefined> {
    const query = new URLSearchParams({ key, ...(at !== undefined && { at }) });
    const view = await this.send<RegistryView>('GET', `nodes/${node}/registry?${String(query)}`);
    return view.values.find((entry) => entry.name === name)?.value.text;
  }

  control(resource: string, controlCode: string, input?: string): Promise<ControlAnswer> {
    return this.send('POST', `resources/${encodeURIComponent(resource)}/control`, {
      controlCode,
      ...(input !== undefined && { input }),
    });
  }

  async list<Item>(path: string): Promise<readonly Item[]> {
    return (await this.send<Items<Item>>('GET', path)).items;
  }

  private async read<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${this.url}/v1/${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Answer;
  }
}
