import { describe, expect, test } from '@jest/globals';

import { consoleTest } from '../console-test.js';
import { markedEvents } from './marked-events.js';
import { drawn, eventsOf, marksOf } from './page.js';

describe('the marks of the timeline', () => {
  const console = consoleTest();

  test.each(['node-a', 'node-b'])('of %s are the events of it, one by one', async (lane) => {
    const page = await console.open('/timeline');
    await drawn(page);
    const expected = await markedEvents(console, lane);
    expect(expected.length).toBeGreaterThan(2);
    expect(await marksOf(page, lane)).toEqual(expected);
  });

  test('of the cluster are its tags and backups', async () => {
    await console.send('POST /v1/backups', {});
    const page = await console.open('/timeline');
    await drawn(page);
    const { items } = await console.send('GET /v1/tags');
    const [tag] = items as { position: string }[];
    const [backup] = await eventsOf(console.url, 'type=BackupTaken');
    expect(await marksOf(page, 'Cluster')).toEqual([
      { position: tag?.position, kind: 'tag' },
      { position: backup?.position, kind: 'backup' },
    ]);
  });

  test('say what was lost, and lead there', async () => {
    const page = await console.open('/timeline');
    // On the line, the loss may share its place with a graver mark.
    await page.getByText('As a list').click();
    const list = page.getByRole('list', { name: 'Marks', exact: true });
    await list.getByRole('button', { name: /Lost write .*Port = 1555, kept 1433/ }).click();
    await page
      .getByRole('region', { name: 'At the cursor' })
      .getByText(/Node node-b: registry restored/)
      .waitFor();
    const { items } = await console.send('GET /v1/lost-writes');
    const [row] = items as { overwrittenAt: { position: string } }[];
    expect(new URL(page.url()).searchParams.get('at')).toBe(row?.overwrittenAt.position);
  });

  test('are a list too, with the moves, and the list leads there', async () => {
    const page = await console.open('/timeline');
    await page.getByText('As a list').click();
    const list = page.getByRole('list', { name: 'Marks', exact: true });
    await list.getByRole('button', { name: /Failover Cluster SQL node-b → node-a/ }).waitFor();
    await list.getByRole('button', { name: /Move Cluster SQL node-a → node-b, 1 lost/ }).click();
    await page
      .getByRole('region', { name: 'At the cursor' })
      .getByText(/Group SQL: move started, node-a → node-b/)
      .waitFor();
  });

  test('stand beside what is due', async () => {
    await console.send('PUT /v1/backups/schedule', { cron: '0 3 1 1 *', path: 'nightly' });
    const page = await console.open('/timeline');
    await page.getByText(/^Backup of the cluster, /).waitFor();
    // As of the crash, there was no schedule.
    const [crash] = await eventsOf(console.url, 'type=NodeCrashed');
    const past = await console.open(`/timeline?to=${crash?.recordedAt ?? ''}`);
    await drawn(past);
    expect(await past.getByText(/^Backup of the cluster, /).count()).toBe(0);
    await console.send('DELETE /v1/backups/schedule');
  });

  test('of groups are those of their resources, below the nodes that owned them', async () => {
    const page = await console.open('/timeline?lanes=groups');
    await drawn(page);
    const captures = await eventsOf(console.url, 'type=RegistryCheckpointCaptured');
    const found = (await marksOf(page, 'SQL')).filter(({ kind }) => kind === 'capture');
    expect(found.map(({ position }) => position)).toEqual(captures.map(({ position }) => position));
  });
});
