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

/** The JSON of the operations that the events of a fork belong to. */
export const operationsOf = async ({
  fork,
  face,
  useCases,
}: Asked): Promise<WhatIfShape['operations']> => {
  const ids = new Set(fork.events.filter(isListed).map(({ metadata }) => metadata.operation));
  const found: WhatIfShape['operations'][number][] = [];
  for (const id of [...ids].slice(0, MAX_OPERATIONS)) {
    const { report } = await useCases.execute(new GetOperation({}, { id }));
    found.push(reportShape(face.reads, report));
  }
  return found;
};

/** The JSON of the edits that the events of a fork overwrite. */
export const lostWritesOf = async ({
  fork,
  face,
  useCases,
}: Asked): Promise<WhatIfShape['lostWrites']> => {
  const [first] = fork.events;
  if (first === undefined) return [];
  const from = String(first.position);
  const asked = new ListLostWrites({}, { from, limit: MAX_LOST });
  const { moment, items } = await useCases.execute(asked);
  const { reads } = face;
  const writers = new Writers(reads, moment);
  const sources = { reads, clusterState: moment, writers, to: moment.position };
  return items.map((lost) => lostWriteShape(sources, lost));
};

/** The moment at the end of a fork, once the read models have reached it. */
export const endOf = (face: RunningCluster): Promise<Moment> => momentOf(face, {});

/** Sealed keys are in no list of events. */
export const isListed = ({ event }: ForkedCluster['events'][number]): boolean =>
  event.type !== 'KeyMaterialSealed';
