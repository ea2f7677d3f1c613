import { type NewVersion } from './version-blocks.js';

/** What a value's place holds now. */
export type Holding = Readonly<{
  json: string;
  since: number;
  revision: number;
  restored: boolean;
  /** The name as it was spelled when it was made. */
  name: string;
}>;

/** A value's place. It is made when it is first asked for, and stays: it has a past. */
export type Place = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  open: Holding | undefined;
  /** Versions that are not in the file yet. */
  written: NewVersion[];
};
