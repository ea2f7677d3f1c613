import { parseArgs } from 'node:util';

import { backupBench } from './benches/backup-bench.js';
import { besideBench } from './benches/beside-bench.js';
import { captureBench } from './benches/capture-bench.js';
import { coldstartBench } from './benches/coldstart-bench.js';
import { consoleBench } from './benches/console-bench.js';
import { esdbBench } from './benches/esdb-bench.js';
import { failoverBench } from './benches/failover-bench.js';
import { historyBench } from './benches/history-bench.js';
import { httpBench } from './benches/http-bench.js';
import { importBench } from './benches/import-bench.js';
import { questionsBench } from './benches/questions-bench.js';
import { loadBench } from './benches/load-bench.js';
import { verdictOf, type Result, type Rounds } from './rounds.js';
import { rivalsBench, storeBench } from './benches/store-bench.js';
import { timelineBench } from './benches/timeline-bench.js';
import { whatIfBench } from './benches/what-if-bench.js';
import { uploadsBench } from './benches/uploads-bench.js';

const BENCHES: Readonly<Record<string, (rounds: Rounds) => Promise<readonly Result[]>>> = {
  store: storeBench,
  http: httpBench,
  history: historyBench,
  coldstart: coldstartBench,
  capture: captureBench,
  import: importBench,
  failover: failoverBench,
  load: loadBench,
  questions: questionsBench,
  beside: besideBench,
  uploads: uploadsBench,
  'what-if': whatIfBench,
  backup: backupBench,
  console: consoleBench,
  timeline: timelineBench,
  rivals: rivalsBench,
  esdb: esdbBench,
};

const NUMBERS = [
  'rounds',
  'appends',
  'requests',
  'events',
  'more-events',
  'values',
  'bytes',
  'resources',
  'seconds',
];

const USAGE = `npm run bench -- NAME [--rounds 5] [--json] [--SIZE number]…
NAME is one of ${Object.keys(BENCHES).join(', ')}, all
sizes: --appends (store, esdb), --requests (http, questions, uploads), --events (history, questions, coldstart, esdb, what-if, console, timeline),
       --more-events (coldstart), --values (capture, history, what-if, backup, console), --bytes (import, load, uploads),
       --resources (failover, what-if, backup), --seconds (load, beside, what-if, backup)`;

/**
 * @throws Error for an unknown bench
 */
const namesOf = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg) => {
    if (arg === 'all') return Object.keys(BENCHES);
    if (arg in BENCHES) return [arg];
    throw new Error(`there is no bench "${arg}"`);
  });

/**
 * @throws Error for an unknown option
 */
const parse = (
  args: readonly string[],
): Readonly<{ names: readonly string[]; json: boolean; rounds: Rounds }> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(NUMBERS.map((name) => [name, { type: 'string' as const }])),
    },
  });
  const numbers = NUMBERS.flatMap((name) => {
    const text = values[name as keyof typeof values];
    if (typeof text !== 'string') return [];
    if (!(Number(text) > 0)) throw new Error(`--${name} takes a number`);
    return [[name, Number(text)] as const];
  });
  const { rounds = 5, ...sizes } = Object.fromEntries(numbers);
  return { names: namesOf(positionals), json: values.json, rounds: { rounds, sizes } };
};

const short = (number: number): string =>
  Math.abs(number) >= 100 ? Math.round(number).toLocaleString('en') : number.toPrecision(3);

const line = (result: Result): string => {
  const { bench, measure, ratio, spread, figures, note } = result;
  const detail = Object.entries(figures)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join(', ');
  const [low, high] = spread.map(short);
  return `${bench}  ${measure}\n  ${short(ratio)} (${low} to ${high}), ${verdictOf(result)}; ${detail}${note === undefined ? '' : `\n  ${note}`}`;
};

const run = async (): Promise<void> => {
  const { names, json, rounds } = parse(process.argv.slice(2));
  if (names.length === 0) throw new Error('which bench?');
  const all: Result[] = [];
  for (const name of names) {
    const results = (await BENCHES[name]?.(rounds)) ?? [];
    all.push(...results);
    if (!json) for (const result of results) console.log(line(result));
  }
  if (json) console.log(JSON.stringify(all, null, 2));
};

run().catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.message}\n\n${USAGE}` : error);
  process.exit(1);
});
