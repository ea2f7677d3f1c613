import { pino, type DestinationStream, type Logger, type SerializedError } from 'pino';

/** The end of a message of JSON.parse, which quotes a part of the text. */
const QUOTED = /(?:, )?(?:\.\.\.)?"[^]*?"(?:\.\.\.)? is not valid JSON/g;

/** A message without the part of a JSON text that it quotes: that may be the data of a value. */
export const withoutQuote = (message: string): string =>
  message.replaceAll(QUOTED, ' in a text that is not valid JSON');

/** The log of a server. */
export const newLog = (level: string, to?: DestinationStream): Logger =>
  pino({ level, serializers: { err: shownError } }, to ?? pino.destination(1));

const shownError = (error: Error): SerializedError => {
  const shown = pino.stdSerializers.err(error);
  return { ...shown, message: withoutQuote(shown.message), stack: withoutQuote(shown.stack) };
};
