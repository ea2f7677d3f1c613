import { foldName, type RegistryValue } from '#registry';

/** The content of a value as far as it can be searched: texts, or a number. */
export type Searchable = Readonly<{
  type: string;
  /** In decimal; undefined for texts. */
  number: string | undefined;
  texts: readonly string[];
}>;

/** The types of values whose data is text. */
export const TEXT_TYPES = ['REG_SZ', 'REG_EXPAND_SZ', 'REG_LINK', 'REG_MULTI_SZ'] as const;

/** The types of values that can be searched, if their data is text or a number. */
export const SEARCHABLE_TYPES = [
  ...TEXT_TYPES,
  ...['REG_DWORD', 'REG_DWORD_BIG_ENDIAN', 'REG_QWORD'],
] as const;

const BYTES = '"base64":';
const NUMBER = '"number":';
/** No longer than the JSON of any number. */
const MAX_NUMBER = 64;

/**
 * The number of the JSON of a value; undefined for any other value. Most values are numbers, and
 * parsing takes longer. A text has its quotes escaped, so it never looks like one.
 */
export const numberIn = (json: string): string | undefined => {
  const at = json.length > MAX_NUMBER ? -1 : json.indexOf(NUMBER);
  return at < 0 ? undefined : json.slice(at + NUMBER.length, -1);
};

/** The content of the JSON of a value; undefined for bytes. */
export const searchableJson = (json: string): Searchable | undefined =>
  json.includes(BYTES) ? undefined : searchable(JSON.parse(json) as RegistryValue);

/** The content of a value; undefined for bytes. */
export const searchable = (value: RegistryValue): Searchable | undefined => {
  const { type } = value;
  if ('text' in value) return { type, number: undefined, texts: [value.text] };
  if ('texts' in value) return { type, number: undefined, texts: value.texts };
  if ('number' in value) return { type, number: String(value.number), texts: [] };
  return 'qword' in value ? { type, number: value.qword, texts: [] } : undefined;
};

/** The content that is looked for: a folded text, and the same as a number if it is one. */
export type Wanted = Readonly<{ folded: string; number: string | undefined }>;

/** True for a text that has the wanted one in it, regardless of case, and for an equal number. */
export const holds = ({ number, texts }: Searchable, wanted: Wanted): boolean =>
  number === undefined
    ? texts.some((text) => foldName(text).includes(wanted.folded))
    : number === wanted.number;
