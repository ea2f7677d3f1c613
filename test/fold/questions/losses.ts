import { foldName } from '#registry';
import { NaiveLedger, type NaiveDetails, type NaiveRow } from '#testing/read-models';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { physicalKey } from '../oracle/physical-key.js';
import { type Things } from '../oracle/things.js';
import { KEYS } from '../random-requests.js';
import { like, queryOf, type Asking, type Asks } from './question.js';

type Known = Readonly<{ row: NaiveRow; details: NaiveDetails }>;
type Filter = Readonly<{
  query: Readonly<Record<string, unknown>>;
  isWanted: (known: Known) => boolean;
}>;

const knownAt = ({ at }: Asking): readonly Known[] => {
  const ledger = new NaiveLedger();
  for (const recorded of at.events) ledger.take(recorded);
  return ledger.rows
    .filter(({ isDeliberate }) => !isDeliberate)
    .flatMap((row) => {
      const details = ledger.details.get(row);
      return details === undefined ? [] : [{ row, details }];
    });
};

/** Filters for the fields of a row. */
const byFields = ({ row, details }: Known): readonly Filter[] => [
  ...(['node', 'resource', 'checkpoint', 'rule'] as const).map((field): Filter => ({
    query: { [field]: row[field] },
    isWanted: (other) => other.row[field] === row[field],
  })),
  {
    query: { operation: details.operation },
    isWanted: (other) => other.details.operation === details.operation,
  },
  {
    query: { from: row.overwritten },
    isWanted: (other) => other.row.overwritten >= row.overwritten,
  },
  { query: { to: row.overwritten }, isWanted: (other) => other.row.overwritten <= row.overwritten },
];

/** Some of the filters that find a row, and a key. */
const filtersFor = ({ log, random }: Asking, known: readonly Known[]): readonly Filter[] => {
  const one = known.length > 0 ? pick(random, known) : undefined;
  if (one === undefined) return [];
  const actorOf = (position: number): string | undefined =>
    log.events.find((event) => Number(event.position) === position)?.metadata.actor;
  const [actor = 'ann'] = one.details.writers.map(actorOf);
  const key = pick(random, KEYS);
  return [
    ...byFields(one),
    {
      query: { actor },
      isWanted: ({ details }: Known) => details.writers.some((writer) => actorOf(writer) === actor),
    },
    { query: { key }, isWanted: isAt(foldName(physicalKey(key, '64-bit'))) },
  ].filter(() => random() < 0.25);
};

const isAt =
  (folded: string) =>
  ({ row, details }: Known): boolean =>
    `${row.key}\\`.startsWith(`${folded}\\`) || details.inside.has(folded);

const sideOf = (side: unknown): unknown =>
  typeof side === 'object' && side !== null && 'value' in side ? side.value : side;

const shapeOf = (things: Things, { row }: Known): object => ({
  ...{ rule: row.rule, node: things.nameOf('nodes', row.node), checkpoint: row.checkpoint },
  ...{ resource: things.nameOf('resources', row.resource), key: row.key, name: row.name },
  ...{ lost: sideOf(row.lost), kept: sideOf(row.kept), edits: row.edits, lostFrom: row.lostFrom },
  victims: row.victims,
  written: row.written === null ? null : String(row.written),
  overwritten: String(row.overwritten),
});

const FIELDS = {
  ...{ rule: 0, node: 0, checkpoint: 0, resource: 0, name: 0, lost: 0, kept: 0, edits: 0 },
  lostFrom: 0,
};

const shown = (item: Json): Json => ({
  ...like(FIELDS, item),
  key: foldName(String(item['key'])),
  victims: (item['victims'] as readonly Json[]).map((one) => one['checkpoint'] as unknown),
  written: ((item['writtenAt'] as Json | null)?.['position'] ?? null) as unknown,
  overwritten: (item['overwrittenAt'] as Json)['position'] as unknown,
});

const countOf = ({ name, lost, kept }: NaiveRow, side: 'keys' | 'values'): number => {
  const found = (lost ?? kept) as Readonly<Partial<Record<'keys' | 'values', number>>> | null;
  if (name !== null) return side === 'values' ? 1 : 0;
  return found?.[side] ?? 0;
};

const totalOf = (known: readonly Known[]): object => ({
  rows: known.length,
  keys: known.reduce((sum, { row }) => sum + countOf(row, 'keys'), 0),
  values: known.reduce((sum, { row }) => sum + countOf(row, 'values'), 0),
});

/** The lost writes by a combination of filters, or their totals. */
export const askLosses: Asks = (asking) => {
  const { random, at, things } = asking;
  const known = knownAt(asking);
  const filters = filtersFor(asking, known);
  const found = known.filter((one) => filters.every(({ isWanted }) => isWanted(one)));
  const asked = Object.fromEntries(filters.flatMap(({ query }) => Object.entries(query)));
  const query = { at: at.text, ...asked };
  if (random() < 0.3)
    return {
      path: `/v1/lost-writes?${queryOf({ ...query, limit: 1 })}`,
      isList: false,
      shown: ({ totals }) => totals as unknown,
      wanted: totalOf(found),
    };
  return {
    path: `/v1/lost-writes?${queryOf({ ...query, limit: 1 + Math.floor(random() * 20) })}`,
    isList: true,
    inAnyOrder: true,
    shown,
    wanted: found.map((one) => shapeOf(things, one)),
  };
};
