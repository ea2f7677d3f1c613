import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { causesOf, groupsOf, operationsAt, type PlainOperation } from '../oracle/operations.js';
import { isAbout, type At } from '../oracle/whole-log.js';
import { ACTORS } from '../random-requests.js';
import { like, queryOf, type Asking, type Asks } from './question.js';

type Filter = Readonly<{
  query: Readonly<Record<string, unknown>>;
  isWanted: (operation: PlainOperation) => boolean;
}>;

const shapeOf = (operation: PlainOperation, at: At): object => ({
  id: operation.id,
  kind: operation.kind,
  status: operation.status,
  groups: groupsOf(operation, at),
  startedAt: operation.first.recordedAt.toISOString(),
  endedAt: operation.end?.recordedAt.toISOString() ?? null,
  reason: operation.first.metadata.reason ?? null,
  cause: causesOf(at.events, operation.first),
});

const FIELDS = {
  ...{ id: 0, kind: 0, status: 0, groups: 0, startedAt: 0, endedAt: 0, reason: 0, cause: 0 },
};

const shown = (item: Json): Json =>
  like(FIELDS, {
    ...item,
    groups: ((item['groups'] ?? []) as readonly Json[]).map(({ group, from, to }) => ({
      ...{ group: group as unknown, from: from as unknown, to: to as unknown },
    })),
    cause: ((item['cause'] ?? []) as readonly Json[]).map(({ event }) => event as unknown),
  });

/** Some of the filters; a filter by an operation's own property finds that one at least. */
const filtersFor = (
  { random, things, log, at }: Asking,
  { kind, status }: PlainOperation,
): readonly Filter[] => {
  const about = (
    field: string,
    items: Iterable<Readonly<{ id: string; name: string }>>,
  ): Filter => {
    const all = [...items].filter((one) => !('isClosed' in one && one.isClosed));
    if (all.length === 0) return { query: {}, isWanted: () => true };
    const { id, name } = pick(random, all);
    const query = { [field]: random() < 0.5 ? id : name };
    return { query, isWanted: ({ events }) => events.some((one) => isAbout(one, id)) };
  };
  const actor = pick(random, ACTORS);
  const low = log.events[Math.floor((random() * at.events.length) / 2)];
  return [
    { query: { kind }, isWanted: (one: PlainOperation) => one.kind === kind },
    { query: { status }, isWanted: (one: PlainOperation) => one.status === status },
    { query: { actor }, isWanted: ({ first }: PlainOperation) => first.metadata.actor === actor },
    {
      query: { from: String(low?.position) },
      isWanted: ({ first }: PlainOperation) => low === undefined || first.position >= low.position,
    },
    about('group', things.groups.values()),
    about('resource', things.resources.values()),
    about('node', things.nodes.values()),
  ].filter(() => random() < 0.2);
};

/** The list of operations by a combination of filters, in pages. */
export const askOperations: Asks = (asking) => {
  const { random, at } = asking;
  const all = operationsAt(at);
  if (all.length === 0) return undefined;
  const filters = filtersFor(asking, pick(random, all));
  const edits = random() < 0.5;
  const wanted = all
    .filter((one) => edits || !one.isEdit)
    .filter((one) => filters.every(({ isWanted }) => isWanted(one)))
    .map((one) => shapeOf(one, at));
  const asked = Object.fromEntries(filters.flatMap(({ query }) => Object.entries(query)));
  const query = queryOf({ at: at.text, edits, limit: 3 + Math.floor(random() * 40), ...asked });
  return { path: `/v1/operations?${query}`, isList: true, shown, wanted };
};

/** One operation. */
export const askOperation: Asks = ({ random, at }) => {
  const all = operationsAt(at);
  if (all.length === 0) return undefined;
  const operation = pick(random, all);
  const path = `/v1/operations/${operation.id}?${queryOf({ at: at.text })}`;
  return { path, isList: false, shown, wanted: shapeOf(operation, at) };
};

/** A finished operation at two moments: the same, whole. */
export const askFinished: Asks = ({ random, at, log }) => {
  const all = operationsAt(at).filter(({ status, canGoOn }) => status !== 'running' && !canGoOn);
  if (all.length === 0) return undefined;
  const { id } = pick(random, all);
  const left = log.events.length - at.events.length;
  const later = log.upTo(at.events.length - 1 + Math.floor(random() * (left + 1)));
  const path = (text: string): string => `/v1/operations/${id}?${queryOf({ at: text })}`;
  return { path: path(later.text), isList: false, shown: (body) => body, earlier: path(at.text) };
};
