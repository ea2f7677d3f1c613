import { foldName } from '#registry';
import { findInModel } from '#testing/registry';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { originsAt } from '../oracle/copies.js';
import { physicalKey } from '../oracle/physical-key.js';
import { KEYS, VIEWS } from '../random-requests.js';
import { positionIn, queryOf, type Asks } from './question.js';

/** The way of each value at and below a key: its last writer, and the edit that first wrote it. */
export const askBlame: Asks = ({ random, at, things }) => {
  const nodes = [...things.nodes.values()];
  if (nodes.length === 0) return undefined;
  const { id, name } = pick(random, nodes);
  const [key, view] = [pick(random, KEYS), pick(random, VIEWS)];
  const physical = foldName(physicalKey(key, view));
  const origins = originsAt(at.events);
  const { model, writers = new Map<string, never>() } = origins.history.nodes.get(id) ?? {};
  if (model === undefined || findInModel(model, physical) === undefined) return undefined;
  const wanted = [...writers].flatMap(([place, { position, value }]) => {
    if (!`${place.split('\0')[0] ?? ''}\\`.startsWith(`${physical}\\`)) return [];
    const origin = String(origins.of(id).get(place));
    const links = { first: String(position), last: origin, falls: true };
    return [{ place: place.slice(physical.length), value: value, origin, ...links }];
  });
  const shown = (item: Json): object => {
    const chain = (item['chain'] as readonly Json[]).map(({ position }) => Number(position));
    return {
      place: `${foldName(String(item['key'])).slice(key.length)}\0${foldName(String(item['name']))}`,
      ...{ value: item['value'] as unknown, origin: positionIn(item['origin']) },
      ...{ first: String(chain[0]), last: String(chain.at(-1)) },
      falls: chain.every((link, index) => index === 0 || link <= (chain[index - 1] ?? 0)),
    };
  };
  const limit = 1 + Math.floor(random() * 10);
  const query = queryOf({ node: name, key, view, depth: 'all', at: at.text, limit });
  return { path: `/v1/blame?${query}`, isList: true, inAnyOrder: true, shown, wanted };
};
