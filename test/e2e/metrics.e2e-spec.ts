import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark } from './tidemark.js';

describe('the metrics', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
  });

  afterEach(() => tidemark.stop());

  const samples = async (): Promise<ReadonlyMap<string, number>> => {
    const answer = await fetch(`${tidemark.url}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const lines = (await answer.text()).split('\n').filter((line) => /^[a-z]/.test(line));
    return new Map(
      lines.map((line) => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' '))),
      ]),
    );
  };

  /** The growth of each sample during some work. */
  const growth = async (work: () => Promise<unknown>): Promise<(name: string) => number> => {
    const before = await samples();
    await work();
    const after = await samples();
    return (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  };

  test('count the pairs of checkpoints and nodes by their drift', async () => {
    const drift = async (): Promise<readonly unknown[]> => {
      const found = await samples();
      const states = ['unrestored', 'missing', 'different', 'equal'];
      return states.map((state) => found.get(`tidemark_drift_pairs{state="${state}"}`));
    };
    expect(await drift()).toEqual([0, 1, 0, 1]);
    await tidemark.edit('node-b', '1555');
    expect(await drift()).toEqual([0, 0, 1, 1]);
  });

  test('equal the counts of a client', async () => {
    const route = '/v1/nodes/:node/registry';
    const grown = await growth(async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          tidemark.edit('node-a', 'x', [`${KEY}\\Many`, `n${index}`]),
        ),
      );
      for (let count = 0; count < 3; count += 1) await tidemark.edit('nobody', 'x');
      await tidemark.send('POST /v1/nodes', { name: 'node-a' });
    });
    expect(
      grown(`tidemark_http_requests_total{method="PATCH",route="${route}",status="200"}`),
    ).toBe(50);
    expect(
      grown(`tidemark_http_requests_total{method="PATCH",route="${route}",status="404"}`),
    ).toBe(3);
    expect(grown(`tidemark_http_request_seconds_count{method="PATCH",route="${route}"}`)).toBe(53);
    expect(grown('tidemark_commands_total{type="ChangeRegistry",status="0"}')).toBe(50);
    expect(grown('tidemark_commands_total{type="AddNode",status="5040"}')).toBe(1);
    expect(grown('tidemark_events_total')).toBe(50);
    if (tidemark.isShared) {
      expect(grown('tidemark_append_seconds_count')).toBe(50);
      return;
    }
    expect(grown('tidemark_commit_appends_sum')).toBe(50);
    expect(grown('tidemark_commit_appends_count')).toBeLessThanOrEqual(50);
    expect(grown('tidemark_commit_seconds_count')).toBe(grown('tidemark_append_seconds_count'));
  });

  test('count a request whose headers are refused', async () => {
    const grown = await growth(() =>
      tidemark.send('PATCH /v1/nodes/node-a/registry', { changes: [] }, { 'if-match': 'nonsense' }),
    );
    const labels = 'method="PATCH",route="/v1/nodes/:node/registry",status="400"';
    expect(grown(`tidemark_http_requests_total{${labels}}`)).toBe(1);
  });

  test('count captures, restores and lost writes by their labels', async () => {
    const grown = await growth(async () => {
      await tidemark.edit('node-a', 'lost');
      await tidemark.send('POST /v1/resources/Server/online');
      await tidemark.edit('node-a', 'kept');
      await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
      await tidemark.send('GET /v1/lost-writes');
    });
    expect(grown('tidemark_captures_total{reason="changed"}')).toBe(1);
    expect(grown('tidemark_captures_total{reason="going-offline"}')).toBe(1);
    expect(grown('tidemark_restores_total{rule="R2"}')).toBe(1);
    expect(grown('tidemark_restores_total{rule="R3"}')).toBe(1);
    expect(grown('tidemark_lost_writes_total{rule="R2"}')).toBe(1);
  });

  test('show no lag, no parked event and no defect when all is well', async () => {
    await tidemark.send('GET /v1/events');
    const all = await samples();
    expect(all.has('tidemark_fold_lag_events')).toBe(!tidemark.isShared);
    expect(all.get('tidemark_lease_held')).toBe(tidemark.isShared ? 1 : undefined);
    expect(all.get('tidemark_log_age_seconds') ?? 0).toBeGreaterThanOrEqual(0);
    expect(all.has('tidemark_log_age_seconds')).toBe(tidemark.isShared);
    for (const name of [
      ...(tidemark.isShared ? [] : ['tidemark_fold_lag_events']),
      'tidemark_backup_overdue',
      'tidemark_read_model_lag_events',
      'tidemark_parked_events',
      'tidemark_defects_total',
    ])
      expect([name, all.get(name)]).toEqual([name, 0]);
    expect(all.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });
});
