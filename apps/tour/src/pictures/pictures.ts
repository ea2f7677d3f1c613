import { type Page } from 'playwright-core';

import { type Client } from '../client.js';

/** A picture of the console: where it is, and what has to be in sight. */
export type Picture = Readonly<{
  /** The name of its file. */
  name: string;
  /** The address, which may need ids and positions of the story. */
  path: (client: Client) => Promise<string>;
  /** The way to what is shown; the first heading is there already. */
  reach: (page: Page) => Promise<void>;
  theme?: 'light' | 'dark';
  size?: Readonly<{ width: number; height: number }> | undefined;
}>;

const IP_ALL =
  'SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQLServer\\SuperSocketNetLib\\Tcp\\IPAll';

type Move = Readonly<{ id: string; group: string; startedAt: string }>;

const at =
  (path: string): Picture['path'] =>
  () =>
    Promise.resolve(path);

const registry = (more: Readonly<Record<string, string>>): string =>
  `/registry?${String(new URLSearchParams({ key: IP_ALL, ...more }))}`;

/** The move by which the edit on the passive node was lost. */
const firstMove = async (client: Client): Promise<Move> => {
  const moves = await client.list<Move>('operations?kind=move&group=SQL');
  const [first] = moves.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  if (first === undefined) throw new Error('the story has no move of SQL');
  return first;
};

/** The position of the first event of an operation. */
const beginOf = async (client: Client, operation: string): Promise<string> => {
  const [first] = await client.list<Readonly<{ position: string }>>(
    `events?operation=${operation}&limit=1`,
  );
  return first?.position ?? '1';
};

/** The size of a picture that ends before the page would be empty. */
const lines = (height: number): Picture['size'] => ({ width: 1280, height });

/** The pictures of the documents, in the order of `docs/tour.md`. */
const PICTURES: readonly Picture[] = [
  {
    name: 'now',
    path: at('/'),
    reach: (page) => page.getByRole('article', { name: 'Group SQL' }).waitFor(),
    size: lines(640),
  },
  {
    name: 'lost-writes',
    path: at('/lost-writes?by=rule'),
    reach: (page) => page.getByText('1666').first().waitFor(),
    size: lines(540),
  },
  {
    name: 'operation',
    path: async (client) => `/operations/${(await firstMove(client)).id}`,
    reach: (page) => page.getByRole('heading', { name: /^What was lost/ }).waitFor(),
  },
  {
    name: 'timeline',
    path: async (client) => `/timeline?at=${await beginOf(client, (await firstMove(client)).id)}`,
    reach: async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('canvas').first().waitFor();
      await page.getByRole('article', { name: 'Group SQL' }).waitFor();
    },
  },
  {
    name: 'events',
    path: async (client) => {
      const position = await beginOf(client, (await firstMove(client)).id);
      return `/events?at=${position}&event=${position}`;
    },
    reach: (page) => page.getByRole('heading', { name: 'Effects' }).waitFor(),
    theme: 'dark',
    size: lines(470),
  },
  {
    name: 'value',
    path: at(registry({ node: 'node-b', value: 'TcpPort' })),
    reach: async (page) => {
      const value = page.getByRole('complementary', { name: 'The value' });
      await value.getByRole('heading', { name: 'History on node-b' }).waitFor();
      await value.getByText('1666').first().waitFor();
    },
  },
  {
    name: 'comparison',
    path: async (client) => {
      const begin = BigInt(await beginOf(client, (await firstMove(client)).id));
      return registry({ node: 'node-b', at: String(begin - 1n), with: 'node-a' });
    },
    reach: (page) => page.getByText('values differ.').waitFor(),
    size: lines(420),
  },
  {
    name: 'preview',
    path: at('/'),
    reach: async (page) => {
      await page.getByRole('button', { name: 'Actions for group SQL' }).click();
      await page.getByRole('menuitem', { name: 'Move SQL…' }).click();
      await page.getByRole('radio', { name: /^node-a/ }).check();
      await page.getByText('Take SQL Server offline on node-b').waitFor();
    },
  },
  {
    name: 'backup',
    path: async (client) => {
      const [backup] = await client.list<Readonly<{ id: string }>>('backups');
      return `/backups?backup=${backup?.id ?? ''}&with=node:node-a`;
    },
    reach: async (page) => {
      await page.getByText(/^From “before-patches”/).waitFor();
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByText('It is whole').waitFor();
    },
  },
  {
    name: 'narrow',
    path: at('/lost-writes'),
    reach: (page) => page.getByText('1666').first().waitFor(),
    size: { width: 390, height: 844 },
  },
];

/** The pictures of some names, or all without a name. */
export const picturesNamed = (names: readonly string[]): readonly Picture[] =>
  PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
