import { malformed } from '../refusals.js';

/** One side of a comparison, as a request gives it. `at` is a moment; undefined for the present. */
export type TypedSide =
  | Readonly<{ kind: 'node'; node: string; at: string | undefined }>
  | Readonly<{ kind: 'checkpoint'; checkpoint: string; at: string | undefined }>
  | Readonly<{ kind: 'capture'; checkpoint: string; number: number }>
  | Readonly<{ kind: 'cluster'; at: string | undefined }>;

const EXPLAINED =
  'a side is `node:<node>`, `checkpoint:<id>`, `capture:<checkpoint>/<number>`, `cluster`, `backup:<id>` or `archive:<path>`; the first two and a cluster may end in `@` and a moment';

/**
 * The side that a text names. The last `@` separates the moment.
 *
 * @throws RequestRefusal that points at the field, for any other text
 */
export const parseSide = (text: string, pointer: string): TypedSide => {
  for (const [form, toSide] of FORMS) {
    const found = form.exec(text);
    if (found !== null) return toSide(found);
  }
  throw malformed(pointer, `"${text}" names no side: ${EXPLAINED}`);
};

const FORMS: readonly (readonly [RegExp, (found: RegExpExecArray) => TypedSide])[] = [
  [/^node:(?!@)([^]+?)(?:@([^@]*))?$/, ([, node = '', at]) => ({ kind: 'node', node, at })],
  [
    /^checkpoint:([^@]+)(?:@([^@]*))?$/,
    ([, checkpoint = '', at]) => ({ kind: 'checkpoint', checkpoint, at }),
  ],
  [
    /^capture:([^@/]+)\/([1-9]\d{0,8})$/,
    ([, checkpoint = '', number]) => ({ kind: 'capture', checkpoint, number: Number(number) }),
  ],
  [/^cluster(?:@([^@]*))?$/, ([, at]) => ({ kind: 'cluster', at })],
];
