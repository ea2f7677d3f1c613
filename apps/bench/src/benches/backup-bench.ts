import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { metricsOf, residentMiB, startBuilt } from '../built.js';
import { Crowd, NODES, nodeAt, WRITERS } from '../crowd.js';
import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { formRole } from '../role.js';
import { against, compare, inRounds, seconds, type Result, type Rounds } from '../rounds.js';

const [FEW_VALUES, MANY_VALUES, RESOURCES] = [10_000, 1_000_000, 100];
const CHANGES = 1000;
const VALUES_OF_A_KEY = 500;
/** The changes between two backups. */
const SINCE_LAST = 10;
const [MOST_MIB, MOST_S] = [200, 1];
const LOOK_EVERY_MS = 20;

type Server = Readonly<{ url: string; client: HttpClient }>;

/** Runs work on a new server whose nodes have a number of values in all, and one backup. */
const onServer = <Outcome>(
  { values, resources }: Readonly<{ values: number; resources: number }>,
  work: (server: Server) => Promise<Outcome>,
): Promise<Outcome> =>
  inFolder(async (folder) => {
    const [process, url] = await startBuilt(folder);
    const client = await HttpClient.connect(url);
    try {
      await formRole(client, resources);
      for (let node = 0; node < NODES; node += 1)
        await client.send('POST /v1/nodes', JSON.stringify({ name: nodeAt(node) }));
      for (let at = 0; at < values; at += CHANGES)
        await fill(client, at, Math.min(values, at + CHANGES));
      await client.send('POST /v1/backups', '{}');
      return await work({ url, client });
    } finally {
      client.close();
      process.kill('SIGTERM');
      await once(process, 'exit');
    }
  });

const fill = (client: HttpClient, from: number, to: number): Promise<void> => {
  const changes = Array.from({ length: to - from }, (_, index) => ({
    op: 'set',
    key: `SOFTWARE\\Filled\\Key ${Math.floor((from + index) / VALUES_OF_A_KEY)}`,
    name: `Value ${(from + index) % VALUES_OF_A_KEY}`,
    value: { type: 'REG_DWORD', number: from + index },
  }));
  const node = nodeAt(Math.floor(from / CHANGES));
  return client.send(`PATCH /v1/nodes/${node}/registry`, JSON.stringify({ changes }));
};

/** Seconds of a backup without an archive, a few changes after the last one. */
const backupAfterChanges = async ({ client }: Server): Promise<number> => {
  for (let change = 0; change < SINCE_LAST; change += 1) {
    const value = { type: 'REG_DWORD', number: Math.floor(performance.now()) };
    const changes = [{ op: 'set', key: 'SOFTWARE\\Since', name: `V${change}`, value }];
    await client.send(`PATCH /v1/nodes/${nodeAt(change)}/registry`, JSON.stringify({ changes }));
  }
  return seconds(() => client.send('POST /v1/backups', '{}'));
};

const json = async (url: string): Promise<Record<string, never>> =>
  (await (await fetch(url)).json()) as Record<string, never>;

/** Restores the stored copy of one checkpoint, which has changed since the backup. */
const restoreOf = async ({ url, client }: Server): Promise<() => Promise<number>> => {
  await client.send('POST /v1/groups/Role/offline', '{}');
  const path = '/v1/resources/Resource-0/checkpoints';
  const [checkpoint] = (await json(`${url}${path}`))['items'] as unknown as { id: string }[];
  const [backup] = (await json(`${url}/v1/backups`))['items'] as unknown as { id: string }[];
  if (checkpoint === undefined || backup === undefined) throw new Error('there is a backup');
  const set = {
    ...{ op: 'set', key: 'SOFTWARE\\Bench\\App 0', name: 'Port' },
    value: { type: 'REG_DWORD', number: 9999 },
  };
  const what = { checkpoint: checkpoint.id };
  const [spoiling, restoring] = [
    { changes: [set], reason: 'bench' },
    { what, newer: 'remove', reason: 'bench' },
  ].map((body) => JSON.stringify(body));
  return async () => {
    await client.send(`PATCH ${path}/${checkpoint.id}`, spoiling ?? '');
    return seconds(() => client.send(`POST /v1/backups/${backup.id}/restore`, restoring ?? ''));
  };
};

/** The memory of a server beyond that of before while it writes an archive; MiB. */
const growth = async ({ url, client }: Server, path: string): Promise<number> => {
  const resident = async (): Promise<number> => residentMiB(await metricsOf(url));
  const idle = await resident();
  const over = new AbortController();
  const saving = client.send('POST /v1/backups', JSON.stringify({ path })).finally(() => {
    over.abort();
  });
  let most = idle;
  while (!over.signal.aborted) {
    most = Math.max(most, await resident());
    await pause(LOOK_EVERY_MS);
  }
  await saving;
  return most - idle;
};

type Measured = Readonly<{ rounds: Rounds; large: Server; many: string }>;

const BENCH = 'backup';

const afterChanges = (
  { rounds, large, many }: Measured,
  [small, few]: readonly [Server, number],
): Promise<Result> =>
  compare(
    rounds,
    {
      first: ['s of many', () => backupAfterChanges(large)],
      second: ['s of few', () => backupAfterChanges(small)],
    },
    {
      ...{ bench: BENCH, aim: { most: 2 } },
      measure: `a backup after ${SINCE_LAST} changes, of ${many} : of ${few.toLocaleString('en')}`,
    },
  );

const memory = async ({ rounds, large, many }: Measured): Promise<Result> => {
  let count = 0;
  const measured = await inRounds(rounds, () => growth(large, `grown-${(count += 1)}.tar.zst`));
  const measure = `memory of an archive of ${many} : ${MOST_MIB} MiB`;
  return against({ bench: BENCH, measure, figure: 'MiB', aim: { most: MOST_MIB } }, measured);
};

const beside = async ({ rounds, large }: Measured): Promise<Result> => {
  const saver = await HttpClient.connect(large.url);
  let count = 0;
  const crowd = new Crowd(large.url, () =>
    saver.send('POST /v1/backups', JSON.stringify({ path: `${(count += 1)}.tar.zst` })),
  );
  const { seconds: forSeconds = 10 } = rounds.sizes;
  try {
    return await compare(
      rounds,
      {
        first: ['ms beside archives', () => crowd.writes(forSeconds, 1)],
        second: ['ms alone', () => crowd.writes(forSeconds, 0)],
      },
      {
        ...{ bench: BENCH, aim: { most: 2 } },
        measure: `99 % of the writes of ${WRITERS} writers beside archives, one after the other : alone`,
      },
    );
  } finally {
    saver.close();
  }
};

const restored = async ({ rounds, large, many }: Measured): Promise<Result> => {
  const measured = await inRounds(rounds, await restoreOf(large));
  const measure = `a restore of one checkpoint beside ${many} : ${MOST_S} s`;
  return against({ bench: BENCH, measure, figure: 's', aim: { most: MOST_S } }, measured);
};

/** Measures backups of many values: their cost after a few changes, their memory, and restores. */
export const backupBench = (rounds: Rounds): Promise<readonly Result[]> => {
  const { values = MANY_VALUES, resources = RESOURCES } = rounds.sizes;
  const few = Math.min(FEW_VALUES, values);
  const many = `${values.toLocaleString('en')} values`;
  return onServer({ values, resources }, (large) =>
    onServer({ values: few, resources }, async (small) => {
      const measured = { rounds, large, many };
      return [
        await afterChanges(measured, [small, few]),
        await memory(measured),
        await beside(measured),
        await restored(measured),
      ];
    }),
  );
};
