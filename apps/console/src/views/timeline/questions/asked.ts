import { MARKED_TYPES } from '../marks/mark-kinds.js';

/** The number of equal parts of the time of a lane in which its events are counted, and the types that have marks. */
export const ASKED_LANES = { buckets: 200, marks: MARKED_TYPES.join(',') } as const;
