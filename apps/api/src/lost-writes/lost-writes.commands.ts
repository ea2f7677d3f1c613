import {
  AcknowledgeLostWrite,
  momentOf,
  RecoverLostWrite,
  type Acknowledged,
  type Changed,
  type LostWriteRef,
} from '#application';
import { toPosition } from '#event-store';

import { CureBody } from '../cures/cures.bodies.js';
import { cured } from '../cures/cures.commands.js';
import { command, type Answering } from '../http/routes/command-route.js';
import { Writers } from '../registry/writers.js';
import { RecoverBody } from './recover.body.js';
import { LOST_WRITE_ANSWER } from './lost-write-schemas.js';
import { lostWriteShape } from './lost-write-shapes.js';

const NOTHING = {
  diff: { summary: { added: 0, removed: 0, changed: 0 }, items: [], more: false },
  hazards: [],
  lostWrites: { rows: 0, keys: 0, values: 0, items: [], more: false },
} as const;

/** The JSON of a lost write in its new state. */
const rowOf = async (
  { subject }: Changed<LostWriteRef>,
  { cluster }: Answering,
): Promise<object> => {
  const { reads } = cluster;
  const moment = await momentOf(cluster, {});
  const sources = { reads, clusterState: moment, writers: new Writers(reads, moment) };
  return lostWriteShape({ ...sources, to: moment.position }, subject.lost);
};

/** A dry run changes no place. A change is answered with the row in its new state. */
const acknowledged = async (result: Acknowledged, answering: Answering): Promise<object> => {
  if (!('expect' in result)) return answering.receipt(result, await rowOf(result, answering));
  answering.context.reply.position = result.position ?? toPosition(0n);
  return { ...NOTHING, expect: result.expect };
};

/** The commands of lost writes. */
export const LOST_WRITE_COMMANDS = [
  command('POST /v1/lost-writes/:id/acknowledge', {
    id: 'acknowledgeLostWrite',
    summary: 'Leaves a lost write lost, for a reason',
    answer: LOST_WRITE_ANSWER,
    isAtOnce: true,
    problems: [409, 412, 422],
    body: CureBody,
    toCommand: (caller, { params, body }) =>
      new AcknowledgeLostWrite(caller, { ...params, ...body }),
    present: acknowledged,
  }),
  command('POST /v1/lost-writes/:id/recover', {
    id: 'recoverLostWrite',
    summary: 'Puts the lost content back, onto the owner or into the stored copy',
    answer: LOST_WRITE_ANSWER,
    problems: [409, 412, 422],
    body: RecoverBody,
    toCommand: (caller, { params, body: { values, ...body } }) =>
      new RecoverLostWrite(caller, {
        ...params,
        ...body,
        values: values?.map(({ key, name = null }) => ({ key, name })),
      }),
    present: cured<LostWriteRef>(rowOf),
  }),
];
