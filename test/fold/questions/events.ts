import { type Recorded } from '#event-store';
import { foldName, type RegistryChange } from '#registry';

import { pick } from '../../fuzz/mutate.js';
import { dataOf, idOf, isAbout } from '../oracle/whole-log.js';
import { physicalKey } from '../oracle/physical-key.js';
import { ACTORS, KEYS, VIEWS } from '../random-requests.js';
import { like, queryOf, type Asking, type Asks } from './question.js';

type Filter = Readonly<{
  query: Readonly<Record<string, unknown>>;
  isWanted: (recorded: Recorded) => boolean;
}>;

/** The list of events by a combination of filters, in pages. */
export const askEvents: Asks = (asking) => {
  const { random, at } = asking;
  const filters = FILTERS.filter(() => random() < 0.2).flatMap((make) => make(asking) ?? []);
  const wanted = at.events.filter((one) => filters.every(({ isWanted }) => isWanted(one)));
  const order = random() < 0.5 ? 'newest' : 'oldest';
  if (order === 'newest') wanted.reverse();
  const limit = 1 + Math.floor(random() * 200);
  const asked = Object.fromEntries(filters.flatMap(({ query }) => Object.entries(query)));
  const around = random() < 0.4 ? anchor(asking) : undefined;
  return {
    path: `/v1/events?${queryOf({ at: at.text, order, limit, around, ...asked })}`,
    isList: true,
    isBothWays: around !== undefined,
    shown: (item) => like(MODEL, item),
    wanted: wanted.map(shapeOf),
  };
};

/** A position of the log, near an event or not, or an instant. */
const anchor = ({ random, log }: Asking): string => {
  const { position, recordedAt } = pick(random, log.events);
  if (random() < 0.3) return recordedAt.toISOString();
  const last = log.events.at(-1)?.position ?? 0n;
  const near = position + BigInt(Math.floor(3 * random()));
  return String(near > last ? last : near);
};

const shapeOf = ({ id, event, stream, revision, position, recordedAt, metadata }: Recorded) => ({
  ...{ id, type: event.type, stream, revision: Number(revision), position: String(position) },
  ...{ recordedAt: recordedAt.toISOString(), actor: metadata.actor, command: metadata.command },
  ...{ operation: metadata.operation, causation: metadata.causation },
  ...{ rule: metadata.rule ?? null, reason: metadata.reason ?? null },
});

const MODEL = shapeOf({
  ...{ id: '', event: { type: '', data: {} }, stream: '', revision: 0n, position: 0n as never },
  ...{ recordedAt: new Date(0), schema: 1 },
  metadata: { command: { id: '', type: '' }, actor: '', operation: '', causation: '' } as never,
});

/** A name or id of a thing that is there; the id of one that is gone. */
const thing =
  (kind: 'nodes' | 'groups' | 'resources', field: string) =>
  ({ random, things }: Asking): Filter | undefined => {
    const present = [...things[kind].values()].filter(
      (one) => !('isClosed' in one && one.isClosed),
    );
    const gone = [...things.left.values()].filter(({ id }) =>
      things.gone.some((one) => one.id === id && one.kind === kind),
    );
    const isGone = random() < 0.2;
    const choice: readonly Readonly<{ id: string; name: string }>[] = isGone ? gone : present;
    if (choice.length === 0) return undefined;
    const { id, name } = pick(random, choice);
    const query = { [field]: isGone || random() < 0.5 ? id : name };
    return { query, isWanted: (recorded) => isAbout(recorded, id) };
  };

const metadata =
  (field: 'actor' | 'operation' | 'rule', textOf: (recorded: Recorded) => unknown) =>
  ({ random, at }: Asking): Filter | undefined => {
    const known = at.events.flatMap((one) => textOf(one) ?? []);
    if (known.length === 0) return undefined;
    const text = pick(random, known);
    return { query: { [field]: text }, isWanted: (recorded) => textOf(recorded) === text };
  };

const end =
  (field: 'from' | 'to', isIn: (recorded: Recorded, end: Recorded) => boolean) =>
  ({ random, at, log }: Asking): Filter | undefined => {
    const half = Math.floor((at.events.length - 1) / 2);
    const place = Math.floor(random() * half) + (field === 'to' ? half : 0);
    const recorded = log.events[place];
    if (recorded === undefined) return undefined;
    const isInstant = random() < 0.5;
    const query = {
      [field]: isInstant ? recorded.recordedAt.toISOString() : String(recorded.position),
    };
    if (!isInstant) return { query, isWanted: (one) => isIn(one, recorded) };
    const time = recorded.recordedAt;
    const isWanted = (one: Recorded): boolean =>
      field === 'from' ? one.recordedAt >= time : one.recordedAt <= time;
    return { query, isWanted };
  };

/** Changes of a key or below it, deletions of a key above it, and parts of a list with such. */
const key = ({ random, log }: Asking): Filter => {
  const [asked, view] = [pick(random, KEYS), pick(random, VIEWS)];
  const folded = foldName(physicalKey(asked, view));
  const touches = (change: RegistryChange): boolean => {
    const own = foldName(change.key);
    const isBelow = `${own}\\`.startsWith(`${folded}\\`);
    return isBelow || (change.op === 'delete-key' && `${folded}\\`.startsWith(`${own}\\`));
  };
  return {
    query: { key: asked, view },
    isWanted: (recorded) => changesIn(log.events, recorded).some(touches),
  };
};

const changesIn = (events: readonly Recorded[], recorded: Recorded): readonly RegistryChange[] => {
  if (!/^Registry(Changed|Restored|ChangesStaged)$/.test(recorded.event.type)) return [];
  const { changes = [], staged } = dataOf(recorded) as {
    changes?: RegistryChange[];
    staged?: { set: string };
  };
  if (staged === undefined) return changes;
  const parts = events.filter(
    (one) => one.event.type === 'RegistryChangesStaged' && dataOf(one)['set'] === staged.set,
  );
  return [...parts.flatMap((part) => dataOf(part)['changes'] as RegistryChange[]), ...changes];
};

const FILTERS: readonly ((asking: Asking) => Filter | undefined)[] = [
  thing('nodes', 'node'),
  thing('groups', 'group'),
  thing('resources', 'resource'),
  ({ random, at }) => {
    const added = at.events.filter(({ event }) => event.type.endsWith('CheckpointAdded'));
    if (added.length === 0) return undefined;
    const id = String(dataOf(pick(random, added))['checkpoint']);
    return { query: { checkpoint: id }, isWanted: (one) => isAbout(one, id) };
  },
  ({ random, log }) => {
    const { type } = pick(random, log.events).event;
    return { query: { type }, isWanted: ({ event }) => event.type === type };
  },
  ({ random, log }) => {
    const { stream } = pick(random, log.events);
    return { query: { stream }, isWanted: (one) => one.stream === stream && idOf(one) !== '' };
  },
  ({ random }) => {
    const actor = pick(random, [...ACTORS, 'tidemark']);
    return { query: { actor }, isWanted: (one) => one.metadata.actor === actor };
  },
  metadata('operation', (one) => one.metadata.operation),
  metadata('rule', (one) => one.metadata.rule),
  end('from', (one, { position }) => one.position >= position),
  end('to', (one, { position }) => one.position <= position),
  key,
];
