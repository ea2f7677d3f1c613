import { ControlResource, ControlResourceType, malformed, type ControlCall } from '#application';
import { ClusterError, decodeInput, findControlCode } from '#clusapi';

import { command } from '../http/routes/command-route.js';
import { controlAnswer } from './control-answer.js';
import { ControlBody } from './control.bodies.js';
import { CONTROL_ANSWER } from './control-schemas.js';

/** Reads the call from a body. @throws RequestRefusal if its fields contradict each other */
const callIn = (body: ControlBody): ControlCall => {
  if (body.input !== undefined && body.inBuffer !== undefined)
    throw malformed('/inBuffer', 'input is given already');
  const { hostNode, at } = body;
  const code = findControlCode(body.controlCode);
  return { code, input: () => inputOf(body), hostNode, at };
};

const inputOf = ({ input, inBuffer }: ControlBody): string => {
  if (inBuffer !== undefined) return decodeInput(Buffer.from(inBuffer, 'base64'));
  if (input === undefined)
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'is missing', { field: 'input' });
  const end = input.indexOf('\0');
  return end < 0 ? input : input.slice(0, end);
};

/** The control codes. The HTTP status is 200 for every Win32 status. */
export const CONTROL_COMMANDS = [
  command('POST /v1/resources/:resource/control', {
    id: 'controlResource',
    summary: 'Sends a control code to a resource',
    body: ControlBody,
    answer: CONTROL_ANSWER,
    isReceipt: false,
    toCommand: (caller, { params, body }) =>
      new ControlResource(caller, { ...params, ...callIn(body) }),
    present: controlAnswer,
  }),
  command('POST /v1/resource-types/:type/control', {
    id: 'controlResourceType',
    summary: 'Sends a control code to a resource type',
    body: ControlBody,
    answer: CONTROL_ANSWER,
    problems: [],
    isReceipt: false,
    toCommand: (caller, { params, body }) =>
      new ControlResourceType(caller, { ...params, ...callIn(body) }),
    present: controlAnswer,
  }),
];
