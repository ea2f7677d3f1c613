import { type ReactNode } from 'react';

import { Mark } from '../../ui/marks/mark.js';
import { type Job } from './use-verifications.js';

/** The state or the end of the last verification of a backup, in a few words. */
export const VerificationMark = ({ job }: Readonly<{ job: Job | undefined }>): ReactNode => {
  const [icon, tone, text] = lookOf(job);
  return (
    <Mark icon={icon} tone={tone}>
      {text}
    </Mark>
  );
};

type Look = readonly [
  icon: 'ok' | 'failed' | 'pending' | 'offline' | 'warning',
  tone: 'ok' | 'critical' | 'accent' | 'quiet' | 'warning',
  text: string,
];

const lookOf = (job: Job | undefined): Look => {
  if (job === undefined) return ['offline', 'quiet', 'Not verified'];
  const { status, faults, more } = job;
  if (status === 'running') return ['pending', 'accent', 'Being verified'];
  if (faults.length > 0)
    return ['failed', 'critical', `${faults.length}${more ? ' or more' : ''} faults`];
  if (status === 'completed') return ['ok', 'ok', 'Verified'];
  return ['warning', 'warning', status === 'failed' ? 'Verification failed' : 'Not verified'];
};
