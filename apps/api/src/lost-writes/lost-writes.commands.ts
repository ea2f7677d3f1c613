import { AcknowledgeLostWrite, momentOf, type Acknowledged } from '#application';
import { toPosition } from '#event-store';

import { RecaptureBody } from '../checkpoints/stored-copies.bodies.js';
import { command, type Answering } from '../http/routes/command-route.js';
import { Writers } from '../registry/writers.js';
import { ACKNOWLEDGED } from './lost-write-schemas.js';
import { lostWriteShape } from './lost-write-shapes.js';

const NOTHING = {
  diff: { summary: { added: 0, removed: 0, changed: 0 }, items: [], more: false },
  hazards: [],
  lostWrites: { rows: 0, keys: 0, values: 0, items: [], more: false },
} as const;

/** A dry run changes no place. A change is answered with the row in its new state. */
const acknowledged = async (result: Acknowledged, answering: Answering): Promise<object> => {
  const { cluster, context } = answering;
  if ('expect' in result) {
    context.reply.position = result.position ?? toPosition(0n);
    return { ...NOTHING, expect: result.expect };
  }
  const { reads } = cluster;
  const moment = await momentOf(cluster, {});
  const sources = { reads, clusterState: moment, writers: new Writers(reads, moment) };
  return answering.receipt(
    result,
    lostWriteShape({ ...sources, to: moment.position }, result.subject.lost),
  );
};

/** The commands of lost writes. */
export const LOST_WRITE_COMMANDS = [
  command('POST /v1/lost-writes/:id/acknowledge', {
    id: 'acknowledgeLostWrite',
    summary: 'Leaves a lost write lost, for a reason',
    answer: ACKNOWLEDGED,
    isAtOnce: true,
    problems: [409, 412, 422],
    body: RecaptureBody,
    toCommand: (caller, { params, body }) =>
      new AcknowledgeLostWrite(caller, { ...params, ...body }),
    present: acknowledged,
  }),
];
