import { type Job } from '#engine';

import { type JobShape } from './job-schemas.js';

/** The JSON of a job. */
export const jobShape = (job: Job): JobShape => {
  const { id, kind, status, done, of, faults, more } = job;
  return {
    ...{ id, kind, status, done, of, faults, more },
    backup: job.backup ?? null,
    startedAt: job.startedAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
    failure: job.failure ?? null,
  };
};
