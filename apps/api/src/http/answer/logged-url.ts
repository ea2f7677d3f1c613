/** The parameters whose values are data of registry values, or parts of them. */
const SECRET: ReadonlySet<string> = new Set(['text']);

/**
 * The path and the query of a request as the log shows them: data of registry values that stand in
 * the query are left out.
 */
export const loggedUrl = (url: string): string =>
  url.replaceAll(/([?#&;])([^=?#&;]*)=[^?#&;]*/g, (part, before: string, name: string) =>
    SECRET.has(decoded(name)) ? `${before}${name}=***` : part,
  );

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text).toLowerCase();
  } catch {
    return text;
  }
};
