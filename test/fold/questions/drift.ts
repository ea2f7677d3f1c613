import { findInModel } from '#testing/registry';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { PlainDrift } from '../oracle/plain-drift.js';
import { type PlainCheckpoint, type PlainResource } from '../oracle/plain-resource.js';
import { contentOf, Registries } from '../oracle/registries.js';
import { resourcesIn } from '../oracle/shapes.js';
import { type Things } from '../oracle/things.js';
import { rowsOf } from './differences.js';
import { like, queryOf, type Asking, type Asks } from './question.js';

type Pair = Readonly<{ node: string; resource: PlainResource; checkpoint: PlainCheckpoint }>;

/** How the nodes stand to the stored copies, by a comparison of their whole content. */
export const askDrift: Asks = ({ at, things, random }) => {
  const drift = new PlainDrift(at.events);
  const registries = new Registries(at.events);
  const narrowed = filterAtRandom(things, random);
  const wanted = pairsIn(things, drift)
    .filter(
      ({ node, resource }) =>
        [node, undefined].includes(narrowed.node) &&
        [resource.id, undefined].includes(narrowed.resource),
    )
    .map((pair) => seen({ at, things, drift, registries }, pair));
  const { node, resource } = narrowed;
  const [first] = wanted;
  if (first === undefined) return undefined;
  return {
    path: `/v1/drift?${queryOf({ at: at.text, node, resource, limit: 1 + Math.floor(random() * 9) })}`,
    isList: true,
    inAnyOrder: true,
    shown: (item: Json) =>
      item['state'] === undefined ? item : { ...like(PAIR, item), isHeld: 'heldBy' in item },
    wanted,
  };
};

const PAIR = { checkpoint: '', resource: '', node: '', state: '', differences: 0 };

const filterAtRandom = (
  things: Things,
  random: () => number,
): Readonly<{ node: string | undefined; resource: string | undefined }> => {
  const nodes = [...things.nodes.keys()];
  const resources = resourcesIn(things).map(({ id }) => id);
  return {
    node: nodes.length > 0 && random() < 0.3 ? pick(random, nodes) : undefined,
    resource: resources.length > 0 && random() < 0.3 ? pick(random, resources) : undefined,
  };
};

/** The registry checkpoints, each with the nodes on which its resource may run. */
const pairsIn = (things: Things, { opened }: PlainDrift): readonly Pair[] =>
  resourcesIn(things).flatMap((resource) => {
    const owners = resource.properties['possibleOwners'] as readonly string[] | null;
    const nodes = [...things.nodes.keys()].filter(
      (node) => opened.has(node) && owners?.includes(node) !== false,
    );
    return [...resource.checkpoints.values()].flatMap((checkpoint) =>
      nodes.map((node) => ({ node, resource, checkpoint })),
    );
  });

type Sources = Pick<Asking, 'at' | 'things'> &
  Readonly<{ drift: PlainDrift; registries: Registries }>;

const seen = (
  { at, things, drift, registries }: Sources,
  { node, resource, checkpoint }: Pair,
): object => {
  const { id, effectiveKey, captured } = checkpoint;
  const { model } = registries.history.nodes.get(node) ?? {};
  const live = model && findInModel(model, effectiveKey);
  const copy = captured && contentOf(at.events, captured, effectiveKey);
  const differences = rowsOf(live, copy).length;
  const isEqual = differences === 0 && (live === undefined) === (copy === undefined);
  const state = isEqual ? 'equal' : live === undefined ? 'missing' : 'different';
  return {
    checkpoint: id,
    resource: things.nameOf('resources', resource.id),
    node: things.nameOf('nodes', node),
    state: drift.isUnrestored(node, resource.id, id) ? 'unrestored' : state,
    differences,
    isHeld: drift.isHeld(node, effectiveKey),
  };
};
