import { type Job } from '#engine';

import { type JobShape } from './job-schemas.js';

/** The JSON of a job. */
export const jobShape = (job: Job): JobShape => {
  const { id, kind, status, done, of, startedAt, endedAt, failure, faults, more } = job;
  return {
    ...{ id, kind, status, done, of, faults, more },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    failure: failure ?? null,
  };
};
