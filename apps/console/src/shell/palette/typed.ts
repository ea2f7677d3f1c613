import { parseMoment } from '../../moment/parse-moment.js';

/** The meanings that a typed text may have by its form alone. */
export type Meant = Readonly<{ at?: string; key?: string; operation?: string }>;

const OPERATION = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HIVE = /^(?:HKEY_LOCAL_MACHINE|HKLM)\\/i;

/** Reads a typed text as a moment, the path of a key, or the id of an operation. */
export const meantBy = (typed: string, zone: 'local' | 'utc', now: Date): Meant => {
  const text = typed.trim();
  const at = momentIn(text, zone, now);
  return {
    ...(at !== undefined && { at }),
    ...(text.includes('\\') && { key: text.replace(HIVE, '').replace(/\\+$/, '') }),
    ...(OPERATION.test(text) && { operation: text.toLowerCase() }),
  };
};

/** A position or an instant; a word could be a tag, and the tags are found by their names. */
const momentIn = (text: string, zone: 'local' | 'utc', now: Date): string | undefined => {
  const named = parseMoment(text, zone, now);
  return 'at' in named && /^\d/.test(text) && !OPERATION.test(text) ? named.at : undefined;
};
