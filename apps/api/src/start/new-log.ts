import { pino, type DestinationStream, type Logger, type SerializedError } from 'pino';

import { withoutQuote } from './without-quote.js';

/** The log of a server. */
export const newLog = (level: string, to?: DestinationStream): Logger =>
  pino({ level, serializers: { err: shownError } }, to ?? pino.destination(1));

const shownError = (error: Error): SerializedError => {
  const shown = pino.stdSerializers.err(error);
  return { ...shown, message: withoutQuote(shown.message), stack: withoutQuote(shown.stack) };
};
