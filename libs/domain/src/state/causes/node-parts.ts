import { foldName } from '#registry';

import { type NodeEvent } from '../../node/events.js';
import { type PresentNode } from '../../node/state.js';
import { type NodeId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';
import { fill } from '../fill.js';
import { ForkedMap } from '../forked-map.js';

/** A part of a node's state: a hold by its key, a staged list by its name, or a key container. */
export type Part = Readonly<{ held: string } | { staged: string } | { container: string }>;

type Parts = ReadonlyMap<string, Occurrence>;

const NO_PARTS: Parts = new Map();

/** The last event about each hold, staged list and key container that a node has. */
export class NodeParts {
  private readonly all: ForkedMap<NodeId, Parts>;

  /** @param from the parts to fork */
  constructor(from?: NodeParts) {
    this.all = from?.all.fork() ?? new ForkedMap();
  }

  get(node: NodeId, part: Part): Occurrence | undefined {
    return this.all.get(node)?.get(nameOf(part));
  }

  /** @param after the node after the event */
  take(
    id: NodeId,
    after: PresentNode,
    { event, occurrence }: Readonly<{ event: NodeEvent; occurrence: Occurrence }>,
  ): void {
    const part = partOf(event);
    if (part === undefined) return;
    const parts = new Map(this.all.get(id) ?? NO_PARTS).set(nameOf(part), occurrence);
    const { holds, staged, containers } = after;
    const isOver = parts.size > holds.size + staged.size + containers.size;
    this.all.set(id, isOver ? kept(parts, after) : parts);
  }

  freeze(): readonly (readonly [NodeId, Parts])[] {
    return [...this.all];
  }

  thaw(all: ReturnType<NodeParts['freeze']>): void {
    fill(this.all, all);
  }
}

const nameOf = (part: Part): string => {
  if ('held' in part) return `held ${foldName(part.held)}`;
  return 'staged' in part ? `staged ${part.staged}` : `container ${part.container}`;
};

const partOf = ({ type, data }: NodeEvent): Part | undefined => {
  switch (type) {
    case 'RegistryHeld':
      return { held: data.key };
    case 'RegistryChangesStaged':
      return { staged: data.set };
    case 'KeyContainerStored':
    case 'KeyContainerRestored':
      return { container: data.container };
    default:
      return undefined;
  }
};

/** The parts that the node still has. */
const kept = (parts: Parts, { holds, staged, containers }: PresentNode): Parts => {
  const names = new Set([
    ...[...holds.values()].map(({ key }) => nameOf({ held: key })),
    ...[...staged.keys()].map((set) => nameOf({ staged: set })),
    ...[...containers.values()].map(({ container }) => nameOf({ container })),
  ]);
  return new Map([...parts].filter(([name]) => names.has(name)));
};
