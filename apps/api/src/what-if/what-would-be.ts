import {
  GetOperation,
  ListLostWrites,
  momentOf,
  type Moment,
  type RunningCluster,
  type UseCases,
} from '#application';
import { type ForkedCluster } from '#engine';

import { lostWriteShape } from '../lost-writes/lost-write-shapes.js';
import { reportShape } from '../operations/report-shapes.js';
import { Writers } from '../registry/writers.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** The most operations, and the most lost writes, of an answer. */
const [MAX_OPERATIONS, MAX_LOST] = [100, 1000];

/** A fork at its end, and the questions to it. */
export type Asked = Readonly<{ fork: ForkedCluster; face: RunningCluster; useCases: UseCases }>;

/** A list of an answer, and true if it was cut. */
export type Cut<Item> = Readonly<{ items: readonly Item[]; more: boolean }>;

export const cutAt = <Item>(items: readonly Item[], most: number): Cut<Item> => ({
  items: items.slice(0, most),
  more: items.length > most,
});

/** The JSON of the operations that the events of a fork belong to. */
export const operationsOf = async ({
  fork,
  face,
  useCases,
}: Asked): Promise<Cut<WhatIfShape['operations'][number]>> => {
  const all = new Set(fork.events.filter(isListed).map(({ metadata }) => metadata.operation));
  const { items: ids, more } = cutAt([...all], MAX_OPERATIONS);
  const items: WhatIfShape['operations'][number][] = [];
  for (const id of ids) {
    const { report } = await useCases.execute(new GetOperation({}, { id }));
    items.push(reportShape(face.reads, report));
  }
  return { items, more };
};

/** The JSON of the edits that the events of a fork overwrite. */
export const lostWritesOf = async ({
  fork,
  face,
  useCases,
}: Asked): Promise<Cut<WhatIfShape['lostWrites'][number]>> => {
  const [first] = fork.events;
  if (first === undefined) return { items: [], more: false };
  const from = String(first.position);
  const asked = new ListLostWrites({}, { from, limit: MAX_LOST });
  const { moment, items, next } = await useCases.execute(asked);
  const { reads } = face;
  const writers = new Writers(reads, moment);
  const sources = { reads, clusterState: moment, writers, to: moment.position };
  return {
    items: items.map((lost) => lostWriteShape(sources, lost)),
    more: next !== undefined,
  };
};

/** The moment at the end of a fork, once the read models have reached it. */
export const endOf = (face: RunningCluster): Promise<Moment> => momentOf(face, {});

/** Sealed keys are in no list of events. */
export const isListed = ({ event }: ForkedCluster['events'][number]): boolean =>
  event.type !== 'KeyMaterialSealed';
