import { MARKED_TYPES } from '../marks/mark-kinds.js';

/** What is asked about every lane: the number of equal parts of its time, and the types that have marks. */
export const ASKED_LANES = { buckets: 200, marks: MARKED_TYPES.join(',') } as const;
