import { foldName } from '#registry';
import { placeOf } from '#testing/read-models';
import { findInModel } from '#testing/registry';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { copiesOf } from '../oracle/copies.js';
import { physicalKey } from '../oracle/physical-key.js';
import { contentOf, Registries } from '../oracle/registries.js';
import { KEYS, NAMES, VIEWS } from '../random-requests.js';
import { positionIn, queryOf, type Asks } from './question.js';

/** The nodes and stored copies that have a value. */
export const askPlaces: Asks = ({ random, at, things }) => {
  const [key, name, view] = [pick(random, KEYS), pick(random, NAMES), pick(random, VIEWS)];
  const physical = physicalKey(key, view);
  const { nodes } = new Registries(at.events).history;
  const onNodes = [...things.nodes.values()].map((node) => {
    const held = nodes.get(node.id)?.writers.get(placeOf(physical, name));
    return {
      ...{ node: node.name, capture: null, value: held?.value ?? null },
      written: held === undefined ? null : String(held.position),
    };
  });
  const inCopies = copiesOf(things, physical).flatMap(({ resource, checkpoint }) => {
    const { id, captures, effectiveKey, captured } = checkpoint;
    if (captured === undefined) return [];
    const content = contentOf(at.events, captured, effectiveKey);
    const below = physical.slice(effectiveKey.length + 1);
    const held = content && findInModel(content, below)?.values.get(foldName(name));
    return [
      { capture: { resource, checkpoint: id, number: captures }, value: held?.value ?? null },
    ];
  });
  const shown = (item: Json): object => ({
    ...(item['node'] !== null && { node: item['node'] as unknown }),
    ...{ capture: item['capture'] as unknown, value: item['value'] as unknown },
    ...(item['node'] !== null && { written: positionIn(item['writtenAt']) ?? null }),
  });
  const path = `/v1/places?${queryOf({ key, name, view, at: at.text })}`;
  return { path, isList: true, inAnyOrder: true, shown, wanted: [...onNodes, ...inCopies] };
};
