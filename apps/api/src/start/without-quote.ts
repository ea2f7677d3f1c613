/** The end of a message of JSON.parse, which quotes a part of the text. */
const QUOTED = /(?:, )?(?:\.\.\.)?"[^]*?"(?:\.\.\.)? is not valid JSON/g;

/** A message without the part of a JSON text that it quotes: that may be the data of a value. */
export const withoutQuote = (message: string): string =>
  message.replaceAll(QUOTED, ' in a text that is not valid JSON');
