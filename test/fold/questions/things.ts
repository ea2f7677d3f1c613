import { foldName } from '#registry';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import {
  checkpointShape,
  groupShape,
  groupsIn,
  listedShape,
  nodeShape,
  resourceShape,
  resourcesIn,
} from '../oracle/shapes.js';
import { type PlainCheckpoint } from '../oracle/plain-resource.js';
import { type Kind, type Things } from '../oracle/things.js';
import { dataOf } from '../oracle/whole-log.js';
import { like, missing, queryOf, shownMissing, type Asking, type Asks } from './question.js';

const KINDS = ['nodes', 'groups', 'resources'] as const;

type Shape = object & Readonly<{ id: string; name: string }>;

/** The things of a kind in an answer, in order. */
const shapesOf = (things: Things, kind: Kind): readonly Shape[] => {
  const shapes =
    kind === 'nodes'
      ? [...things.nodes.values()].map((node) => nodeShape(things, node))
      : kind === 'groups'
        ? groupsIn(things).map((group) => groupShape(things, group))
        : resourcesIn(things).map((resource) => resourceShape(things, resource));
  return shapes as readonly Shape[];
};

/** A list of nodes, groups or resources. */
export const askList: Asks = ({ random, at, things }) => {
  const kind = pick(random, KINDS);
  const wanted = shapesOf(things, kind);
  const [model = {}] = wanted;
  const query = queryOf({ at: at.text, limit: 1 + Math.floor(random() * 4) });
  return { path: `/v1/${kind}?${query}`, isList: true, shown: (item) => like(model, item), wanted };
};

/** One node, group or resource by its name or its id: present, gone, or not yet there. */
export const askThing: Asks = ({ log, random, at, things }) => {
  const kind = pick(random, KINDS);
  const type = { nodes: 'NodeAdded', groups: 'GroupAdded', resources: 'ResourceAdded' }[kind];
  const added = log.events.filter((one) => one.event.type === type).map(dataOf);
  const data = pick(random, added);
  const field = { nodes: 'node', groups: 'group', resources: 'resource' }[kind];
  const nameOrId = String(random() < 0.5 ? data[field] : data['name']);
  const path = `/v1/${kind}/${nameOrId}?${queryOf({ at: at.text })}`;
  const named = ({ id, name }: Shape): boolean =>
    id === nameOrId || foldName(name) === foldName(nameOrId);
  const found = shapesOf(things, kind).find(named);
  if (found !== undefined)
    return { path, isList: false, shown: (body) => like(found, body), wanted: found };
  const gone = things.gone.findLast((one) => one.kind === kind && named(one as never));
  const wanted = missing(at.events, gone?.place);
  return { path, isList: false, shown: shownMissing, wanted };
};

const shownCheckpoint =
  (wanted: object) =>
  (item: Json): Json => {
    const { capturedAt } = item as { capturedAt?: Json | null };
    return like(wanted, { ...item, capturedAt: capturedAt?.['position'] as unknown });
  };

const NO_CHECKPOINT: PlainCheckpoint = {
  ...{ id: '', key: '', view: '', effectiveKey: '', captures: 0, hash: null, captured: undefined },
};

/** The checkpoints of a resource. */
export const askCheckpoints: Asks = ({ random, at, things }) => {
  const resources = resourcesIn(things);
  if (resources.length === 0) return undefined;
  const { id, name, checkpoints } = pick(random, resources);
  const path = `/v1/resources/${random() < 0.5 ? id : name}/checkpoints`;
  const wanted = [...checkpoints.values()].map(checkpointShape);
  const query = queryOf({ at: at.text, limit: 1 + Math.floor(random() * 3) });
  const shown = shownCheckpoint(checkpointShape(NO_CHECKPOINT));
  return { path: `${path}?${query}`, isList: true, shown, wanted };
};

/** All checkpoints, by resource, group, owner or key. */
export const askAllCheckpoints: Asks = ({ random, at, things }) => {
  const filter = filterFor({ random, things });
  const all = resourcesIn(things)
    .toSorted((a, b) => (foldName(a.name) < foldName(b.name) ? -1 : 1))
    .flatMap((resource) =>
      [...resource.checkpoints.values()]
        .toSorted((a, b) => (foldName(a.key) < foldName(b.key) ? -1 : 1))
        .map((checkpoint) => listedShape(things, resource, checkpoint) as Json),
    );
  const wanted = all.filter((item) =>
    Object.entries(filter).every(([field, value]) => value === undefined || item[field] === value),
  );
  const query = queryOf({ ...filter, at: at.text, limit: 1 + Math.floor(random() * 5) });
  const shown = shownCheckpoint({
    ...checkpointShape(NO_CHECKPOINT),
    ...{ resource: '', group: '', owner: '' },
  });
  return { path: `/v1/checkpoints?${query}`, isList: true, shown, wanted };
};

const filterFor = ({
  random,
  things,
}: Pick<Asking, 'random' | 'things'>): Readonly<Record<string, string | undefined>> => {
  const nameIn = (items: readonly Readonly<{ name: string }>[]): string | undefined =>
    items.length > 0 && random() < 0.3 ? pick(random, items).name : undefined;
  return {
    resource: nameIn(resourcesIn(things)),
    group: nameIn(groupsIn(things)),
    owner: nameIn([...things.nodes.values()]),
  };
};

/** One checkpoint by its id: present, or deleted. */
export const askCheckpoint: Asks = ({ log, random, at, things }) => {
  const added = log.events.filter(({ event }) => event.type === 'RegistryCheckpointAdded');
  if (added.length === 0) return undefined;
  const recorded = pick(random, added);
  const id = String(dataOf(recorded)['checkpoint']);
  const resource = resourcesIn(things).find((one) => recorded.stream.endsWith(one.id));
  if (resource === undefined) return undefined;
  const path = `/v1/resources/${resource.id}/checkpoints/${id}?${queryOf({ at: at.text })}`;
  const found = resource.checkpoints.get(id);
  if (found !== undefined) {
    const wanted = checkpointShape(found);
    return { path, isList: false, shown: shownCheckpoint(wanted), wanted };
  }
  const place = at.events.findIndex(
    (one) => one.event.type === 'RegistryCheckpointDeleted' && dataOf(one)['checkpoint'] === id,
  );
  const wanted = missing(at.events, place < 0 ? undefined : place);
  return { path, isList: false, shown: shownMissing, wanted };
};
