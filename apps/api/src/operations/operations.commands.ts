import { CancelOperation, RetryOperation, type Changed, type OperatedThing } from '#application';

import { command, receipt } from '../http/routes/command-route.js';
import { shapeOf } from '../shapes/shapes.js';
import { OPERATED_RECEIPT } from '../shapes/thing-schemas.js';

const thingOf = ({ state, subject, now }: Changed<OperatedThing>): object =>
  shapeOf(state, subject, now);

/** The commands of operations. */
export const OPERATION_COMMANDS = [
  command('POST /v1/operations/:id/cancel', {
    id: 'cancelOperation',
    summary: 'Cancels an operation; resources on their way online go offline again',
    answer: OPERATED_RECEIPT,
    toCommand: (caller, { params }) => new CancelOperation(caller, params),
    present: receipt(thingOf),
  }),
  command('POST /v1/operations/:id/retry', {
    id: 'retryOperation',
    summary: 'Retries a failed operation',
    answer: OPERATED_RECEIPT,
    toCommand: (caller, { params }) => new RetryOperation(caller, params),
    present: receipt(thingOf),
  }),
];
