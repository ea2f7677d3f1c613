import { World } from '#domain';
import { toFact, type Position } from '#event-store';

import { applyWithoutRegistry } from './facts.js';
import { type Events } from './events.js';

const PAGE = 1000;

/** Every aggregate's state as it was at a position, without the nodes' registries. */
export const pastWorld = (events: Events, cluster: string, at: Position): World => {
  const world = new World();
  let cursor: Position | undefined;
  for (;;) {
    const page = events.list(
      { to: at },
      { limit: PAGE, order: 'oldest', ...(cursor !== undefined && { cursor }) },
    );
    for (const recorded of page) {
      const fact = toFact(cluster, recorded);
      if (fact !== undefined) applyWithoutRegistry(world, fact);
    }
    cursor = page.at(-1)?.position;
    if (page.length < PAGE) return world;
  }
};
