import { type Location } from './reg-file-error.js';

/** A place of a file that was passed over because it holds no data, and the kind of the place. */
export type RegFileNote = Location & Readonly<{ what: string }>;
