import { describe, expect, test } from '@jest/globals';

import { consoleTest } from './console-test.js';

describe('a page of the console that is open', () => {
  const console = consoleTest();

  test('follows the cluster', async () => {
    const page = await console.open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('2 nodes up', { exact: false }).waitFor();
    await console.send('POST /v1/nodes', { name: 'node-c' });
    await page.getByText('3 nodes up', { exact: false }).waitFor();
  });

  test('holds back new operations until they are asked for', async () => {
    const page = await console.open('/operations');
    await page.getByText('Live', { exact: true }).waitFor();
    const links = page.getByRole('main').getByRole('link');
    await links.first().waitFor();
    const newest = await links.first().innerText();
    await console.send('POST /v1/nodes/node-b/pause', {});
    await page.getByRole('button', { name: 'Show 1 newer' }).waitFor();
    expect(await links.first().innerText()).toBe(newest);
    await page.getByRole('button', { name: 'Show 1 newer' }).click();
    await page.getByRole('link', { name: 'Pause node: node-b' }).waitFor();
  });

  test('of the past stays as it is', async () => {
    const page = await console.open('/?at=before-move');
    await page.getByText('2 nodes up', { exact: false }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await console.send('POST /v1/nodes', { name: 'node-d' });
    const other = await console.open('/');
    await other.getByRole('heading', { name: 'node-d' }).waitFor();
    expect(asked.filter((url) => url.includes('/v1/overview'))).toEqual([]);
  });

  test('says that the server is away, keeps what it shows, and goes on when it is back', async () => {
    const page = await console.open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await console.stopServer();
    await page.getByText(/The server does not answer since/).waitFor();
    await page.getByText('Not connected').waitFor();
    await page.getByRole('article', { name: 'Group SQL' }).waitFor();
    await console.startServer();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText(/The server does not answer since/).waitFor({ state: 'detached' });
    await console.send('POST /v1/nodes', { name: 'node-e' });
    await page.getByRole('heading', { name: 'node-e' }).waitFor();
    // A browser complains about each request that gets no answer.
    console.expectComplaints(/ERR_|Failed to load/);
  });

  test.each([
    ['/', 'article'],
    ['/timeline', '[data-lanes] canvas'],
  ])('asks no question of %s twice while nothing happens', async (path, drawn) => {
    const page = await console.open('/backups');
    const asked: string[] = [];
    page.on('request', (request) => {
      // A question of the page before may still be on its way.
      if (request.isNavigationRequest()) asked.length = 0;
      asked.push(request.url());
    });
    await page.goto(`${console.url}${path}`);
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    await page.locator(drawn).first().waitFor();
    // The moment and the cluster are two questions with one address.
    const questions = asked.filter((url) => /\/v1\/(?!cluster$)/.test(url));
    expect(questions.length).toBeGreaterThan(2);
    expect(questions).toEqual([...new Set(questions)]);
  });

  test.each([
    ['/', ['/v1/attention', '/v1/overview'], 'article'],
    ['/timeline', ['/v1/timeline', '/v1/timeline'], '[data-lanes] canvas'],
  ])(
    'asks the first questions of %s with the page, and asks no others in their place',
    async (path, asked, drawn) => {
      const page = await console.open(path);
      await page.locator(drawn).first().waitFor();
      const entries = `performance.getEntriesByType('resource').map(({ name, initiatorType }) => [name, initiatorType])`;
      const all = await page.evaluate<[string, string][]>(entries);
      const early = all
        .filter(([, by]) => by === 'link' || by === 'early-hints')
        .map(([name]) => name);
      const questions = early.filter((name) => new URL(name).pathname.startsWith('/v1/'));
      const paths = questions.map((name) => new URL(name).pathname);
      expect(paths.toSorted()).toEqual(asked);
      const others = all.filter(([name]) => asked.includes(new URL(name).pathname));
      expect(new Set(others.map(([name]) => name))).toEqual(new Set(questions));
    },
  );
});
