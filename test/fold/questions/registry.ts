import { foldName } from '#registry';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { physicalKey } from '../oracle/physical-key.js';
import { contentOf, plainKey, Registries } from '../oracle/registries.js';
import { captureShape } from '../oracle/shapes.js';
import { dataOf, idOf } from '../oracle/whole-log.js';
import { KEYS, NAMES, VIEWS } from '../random-requests.js';
import { like, positionIn, queryOf, type Asks } from './question.js';

const shownKey =
  (hasWriters: boolean) =>
  ({ exists, values, keys }: Json): object => ({
    ...(exists !== undefined && { exists: exists as unknown }),
    values: ((values ?? []) as readonly Json[]).map(({ name, value, writtenAt }) => ({
      ...{ name: name as unknown, value: value as unknown },
      ...(hasWriters && { writtenAt: positionIn(writtenAt) }),
    })),
    keys: ((keys ?? []) as readonly Json[]).map((child) => ({
      name: child['name'] as unknown,
      ...shownKey(hasWriters)(child),
    })),
  });

const DEPTHS = [
  ['0', 0],
  ['1', 1],
  ['all', Infinity],
] as const;

/** A key of a node as a view shows it. */
export const askKey: Asks = ({ random, at, things }) => {
  const nodes = [...things.nodes.values()];
  if (nodes.length === 0) return undefined;
  const { id, name } = pick(random, nodes);
  const [key, view, [depth, levels]] = [
    pick(random, KEYS),
    pick(random, VIEWS),
    pick(random, DEPTHS),
  ];
  const wanted = new Registries(at.events).keyOf(id, physicalKey(key, view), levels);
  const path = `/v1/nodes/${random() < 0.5 ? id : name}/registry`;
  const query = queryOf({ key, view, depth, at: at.text });
  return { path: `${path}?${query}`, isList: false, shown: shownKey(true), wanted };
};

/** The history of a key or of one value, also of a node that is gone. */
export const askHistory: Asks = ({ random, at }) => {
  const added = at.events.filter(({ event }) => event.type === 'NodeAdded').map(dataOf);
  if (added.length === 0) return undefined;
  const node = String(pick(random, added)['node']);
  const [key, view] = [pick(random, KEYS), pick(random, VIEWS)];
  const name = random() < 0.6 ? pick(random, NAMES) : undefined;
  const physical = foldName(physicalKey(key, view));
  const isWanted = (place: string): boolean => {
    const [own = '', value] = place.split('\0');
    if (name !== undefined) return own === physical && value === foldName(name);
    return `${own}\\`.startsWith(`${physical}\\`);
  };
  const wanted = entriesIn(new Registries(at.events), node).filter(({ place }) => isWanted(place));
  const limit = 2 + Math.floor(random() * 20);
  const query = queryOf({ key, view, name, limit, at: at.text });
  const shown = (item: Json): object => ({
    place: placeIn(item),
    change: item['change'] as unknown,
    since: positionIn(item['writtenAt']),
    ...(item['change'] === 'set' && { until: positionIn(item['endedAt']) }),
  });
  const path = `/v1/nodes/${node}/registry/history?${query}`;
  return { path, isList: true, inAnyOrder: true, shown, wanted };
};

const TEXTS = ['1', '3', '0x4', 'xx', 'XXX', '2', 'nothing'] as const;

/** The versions of values that held a text or a number. */
export const askSearch: Asks = ({ random, at, things }) => {
  const text = pick(random, TEXTS);
  const nodes = [...things.nodes.values()];
  const node = random() < 0.5 || nodes.length === 0 ? undefined : pick(random, nodes);
  const { versions } = new Registries(at.events).history;
  const wanted = versions
    .filter((one) => node === undefined || one.node === node.id)
    .filter(({ value }) => {
      if ('number' in value) return value.number === Number(text);
      return 'text' in value && value.text.toUpperCase().includes(text.toUpperCase());
    })
    .map(({ node: id, place, since, until }) => ({
      ...{ node: things.nameOf('nodes', id), place, since: String(since) },
      until: until === undefined ? undefined : String(until),
    }));
  const limit = 2 + Math.floor(random() * 20);
  const query = queryOf({ text, node: node?.name, limit, at: at.text });
  const shown = (item: Json): object => ({
    node: item['node'] as unknown,
    place: placeIn(item),
    since: positionIn(item['writtenAt']),
    until: positionIn(item['endedAt']),
  });
  return { path: `/v1/search?${query}`, isList: true, inAnyOrder: true, shown, wanted };
};

const placeIn = ({ key, name }: Json): string =>
  foldName(String(key)) + (name === null ? '' : `\0${foldName(String(name))}`);

type Entry = Readonly<{ place: string; change: string; since: string; until?: string | undefined }>;

const entriesIn = ({ history }: Registries, node: string): readonly Entry[] => {
  const own = <Item extends Readonly<{ node: string }>>(items: readonly Item[]): readonly Item[] =>
    items.filter((one) => one.node === node);
  return [
    ...own(history.versions).map(({ place, since, until }) => ({
      ...{ place, change: 'set', since: String(since) },
      until: until === undefined ? undefined : String(until),
    })),
    ...own(history.deletions).map(({ place, since }) => ({
      ...{ place, change: 'deleted', since: String(since) },
    })),
    ...own(history.keyChanges).map(({ key, change, since }) => ({
      ...{ place: key, change, since: String(since) },
    })),
  ];
};

const shownCapture = (item: Json): Json =>
  like(
    { number: 0, reason: 0, hash: 0, operation: 0, rule: 0, by: 0, position: 0, recordedAt: 0 },
    item,
  );

/** The captures of a checkpoint, also of one that is gone. */
export const askCaptures: Asks = ({ random, at }) => {
  const added = at.events.filter(({ event }) => event.type === 'RegistryCheckpointAdded');
  if (added.length === 0) return undefined;
  const recorded = pick(random, added);
  const { checkpoint, effectiveKey } = dataOf(recorded);
  const captures = at.events.filter(
    (one) =>
      one.event.type === 'RegistryCheckpointCaptured' && dataOf(one)['checkpoint'] === checkpoint,
  );
  const path = `/v1/resources/${idOf(recorded)}/checkpoints/${String(checkpoint)}/captures`;
  if (random() < 0.4 || captures.length === 0) {
    const query = queryOf({ at: at.text, limit: 1 + Math.floor(random() * 5) });
    const wanted = captures.map(captureShape);
    return { path: `${path}?${query}`, isList: true, shown: shownCapture, wanted };
  }
  const capture = pick(random, captures);
  const key = String(effectiveKey);
  const content = plainKey(contentOf(at.events, capture, key), { path: key, depth: Infinity });
  return {
    path: `${path}/${String(dataOf(capture)['number'])}?${queryOf({ at: at.text })}`,
    isList: false,
    shown: (body) => ({ ...shownCapture(body), content: shownKey(false)(body['content'] as Json) }),
    wanted: { ...captureShape(capture), content },
  };
};
