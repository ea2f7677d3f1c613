import { type Schemas } from '../../api/client.js';

type Wait = Schemas['OperationReport']['steps'][number]['waitedFor'];

const TEXTS: Readonly<Record<NonNullable<Wait>['what'], (resource: string) => string>> = {
  provider: (resource) => `after ${resource}, which it needs, was online`,
  dependent: (resource) => `after ${resource}, which needs it, was offline`,
  member: (resource) => `after ${resource} of the group`,
  fence: () => 'after the fence',
  'late-capture': (resource) => `after the last capture of ${resource}`,
  supervisor: (resource) => `after the report of the supervisor of ${resource}`,
  'restart-delay': () => 'after the delay before a restart',
  'retry-period': () => 'after the period before another try',
};

/** The condition that a step waited for last, in words; undefined if it followed at once. */
export const waitText = (wait: Wait): string | undefined =>
  wait === null ? undefined : TEXTS[wait.what](wait.resource ?? 'the resource');
