import { HttpClient } from './http-client.js';
import { seconds } from './rounds.js';
import { seeded } from './seeded.js';

export const [WRITERS, NODES] = [64, 8];
export const KEY = 'SOFTWARE\\Bench';

export const nodeAt = (index: number): string => `node-${index % NODES}`;

/** A value at random. */
export const valueAt = (random: () => number): Readonly<{ key: string; name: string }> => ({
  key: `${KEY}\\Key ${Math.floor(20 * random())}`,
  name: `Value ${Math.floor(20 * random())}`,
});

/** The writers of one server, and the clients that ask it. */
export class Crowd {
  private isOver = false;

  constructor(
    private readonly url: string,
    /** Asks once. */
    private readonly ask: (client: number, count: number) => Promise<void>,
  ) {}

  /** The 99th percentile of the times of the writes, in milliseconds. */
  async writes(forSeconds: number, clients: number): Promise<number> {
    this.isOver = false;
    const times: number[] = [];
    const asking = Array.from({ length: clients }, (_, index) => this.asks(index));
    const writing = Array.from({ length: WRITERS }, (_, index) => this.write(index, times));
    setTimeout(() => {
      this.isOver = true;
    }, 1000 * forSeconds);
    await Promise.all([...writing, ...asking]);
    return times.toSorted((a, b) => a - b)[Math.floor(0.99 * times.length)] ?? NaN;
  }

  private async write(writer: number, times: number[]): Promise<void> {
    const client = await HttpClient.connect(this.url);
    const random = seeded(writer);
    while (!this.isOver) {
      const value = { type: 'REG_DWORD', number: Math.floor(random() * 2 ** 32) };
      const body = JSON.stringify({ changes: [{ op: 'set', ...valueAt(random), value }] });
      const request = `PATCH /v1/nodes/${nodeAt(writer)}/registry`;
      times.push(1000 * (await seconds(() => client.send(request, body))));
    }
    client.close();
  }

  private async asks(client: number): Promise<void> {
    for (let count = client; !this.isOver; count += 1) await this.ask(client, count);
  }
}
