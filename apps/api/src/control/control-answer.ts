import { type ControlResult } from '#application';
import { answerOutput, encodeMultiSz, Win32Status, type StatusName } from '#clusapi';
import { toPosition, type Position } from '#event-store';

import { toRefBody } from '../http/answer/reply.js';
import { noteIn } from '../http/request/as-of.js';
import { type Answering } from '../http/routes/command-route.js';
import { type ControlBody } from './control.bodies.js';
import { type ControlAnswer } from './control-schemas.js';

type Answered = Readonly<{
  cluster: Pick<Answering['cluster'], 'log'>;
  context: Answering['context'];
  input: Readonly<{ body: Pick<ControlBody, 'outBufferSize'> }>;
}>;

/** The answer of a control code call, with Windows' fields. */
export const controlAnswer = (
  result: ControlResult,
  { cluster, context, input }: Answered,
): ControlAnswer => {
  const { status, detail, names, outcome, moment } = result;
  if (outcome !== undefined) return done(outcome, context, cluster.log.position ?? toPosition(0n));
  noteIn(context.reply, { ...moment, age: undefined });
  const base = { ...answerOf(status, moment.position), ...(detail !== undefined && { detail }) };
  return names === undefined ? base : { ...base, ...listed(names, input.body.outBufferSize) };
};

const answerOf = (statusName: StatusName, position: Position): ControlAnswer => ({
  status: Win32Status[statusName],
  statusName,
  bytesReturned: 0,
  required: 0,
  output: [],
  position: String(position),
  events: [],
});

const listed = (
  names: readonly string[],
  size: number | undefined,
): Omit<ControlAnswer, 'position' | 'events'> => {
  const bytes = encodeMultiSz(names);
  const { status: statusName, bytesReturned, required, output } = answerOutput(bytes, size);
  return {
    status: Win32Status[statusName],
    statusName,
    bytesReturned,
    required,
    output: output === undefined ? [] : [...names],
    ...(output !== undefined && { outBuffer: Buffer.from(output).toString('base64') }),
  };
};

const done = (
  { events }: NonNullable<ControlResult['outcome']>,
  { caller: { operation }, reply }: Answering['context'],
  position: Position,
): ControlAnswer => {
  const at = events.at(-1)?.position ?? position;
  reply.position = at;
  const written = events.length === 0 ? null : operation;
  return { ...answerOf('ERROR_SUCCESS', at), operation: written, events: events.map(toRefBody) };
};
