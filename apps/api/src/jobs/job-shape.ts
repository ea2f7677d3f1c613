import { type Job } from '#engine';

import { type JobShape } from './job-schemas.js';

/** The JSON of a job. */
export const jobShape = ({ startedAt, endedAt, failure, ...job }: Job): JobShape => ({
  ...job,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  failure: failure ?? null,
});
