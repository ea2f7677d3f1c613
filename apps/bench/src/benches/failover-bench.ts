import { startEngine, type Running } from '../engine.js';
import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { formRole } from '../role.js';
import { median, seconds, type Result, type Rounds } from '../rounds.js';

type Counts = Readonly<{ commits: number; events: number }>;

const countsOf = async ({ metrics }: Running): Promise<Counts> => {
  const text = await metrics.text();
  const sample = (name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  return {
    commits: sample('tidemark_commit_seconds_count'),
    events: sample('tidemark_events_total'),
  };
};

type Move = Readonly<{ ratio: number; events: number; took: number }>;

const measured = async (server: Running, client: HttpClient): Promise<Move> => {
  const before = await countsOf(server);
  const took = await seconds(() => client.send('POST /v1/groups/Role/move', '{}'));
  const after = await countsOf(server);
  const events = after.events - before.events;
  return { ratio: (after.commits - before.commits) / events, events, took };
};

const resultOf = (moves: readonly Move[]): Result => {
  const ratios = moves.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  return {
    bench: 'failover',
    measure: 'commits for each event of a move',
    ratio: median(ratios),
    spread: [ratios[0] ?? NaN, ratios.at(-1) ?? NaN],
    aim: { most: 0.25 },
    figures: {
      'events a move': median(moves.map(({ events }) => events)),
      'move s': median(moves.map(({ took }) => took)),
    },
  };
};

/** Moves a group of many resources to and fro, and counts the commits for each event. */
export const failoverBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const server = await startEngine(folder);
    const client = await HttpClient.connect(server.url);
    const moves: Move[] = [];
    try {
      await formRole(client, rounds.sizes['resources'] ?? 200);
      for (let round = 0; round < rounds.rounds; round += 1)
        moves.push(await measured(server, client));
      return [resultOf(moves)];
    } finally {
      client.close();
      await server.stop();
    }
  });
