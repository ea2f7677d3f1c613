import { type RegistryValue, type RegistryView } from '#registry';

/** A question that has an answer at every position: yes or no. Things are given by name or id. */
export type AskedPredicate =
  | Readonly<{
      kind: 'value';
      node: string;
      key: string;
      name: string;
      view: RegistryView;
      /** The value is this one; it is another one, or missing; it is missing, or not. */
      wanted:
        | Readonly<{ is: RegistryValue }>
        | Readonly<{ isNot: RegistryValue }>
        | Readonly<{ missing: boolean }>;
    }>
  | Readonly<{ kind: 'state'; of: 'resource' | 'group' | 'node'; thing: string; is: string }>
  | Readonly<{ kind: 'owner'; group: string; is: string }>
  | Readonly<{ kind: 'hash'; side: string; is: string }>
  | Readonly<{ kind: 'drift'; checkpoint: string; node: string }>
  | Readonly<{ kind: 'violated'; rule: string }>;

/** The positions of a search: after the first, up to the last. */
export type Span = Readonly<{ from: number; to: number }>;

/** The answer from a position on, until the next such position. */
export type Turn = Readonly<{ position: number; holds: boolean }>;

/** A question about which the log can be searched. */
export type Predicate = Readonly<{
  /**
   * The answers at every position of the span that may change the answer, newest first. Others have the
   * answer of the position before them.
   */
  turns: (span: Span) => AsyncIterable<Turn>;
  /** The answer at a position. */
  at: (position: number) => Promise<boolean> | boolean;
}>;
