import { type Metadata } from '#event-store';
import { PROCESSES_ACTOR, type Step } from '#processes';

/** The metadata of a step of a process. A step without a cause is a defect. */
export const stepMetadata = (
  metadata: Metadata,
  { cause, rule, command: { type } }: Step,
): Metadata => ({
  ...metadata,
  actor: PROCESSES_ACTOR,
  command: { ...metadata.command, type },
  causation: cause?.eventId ?? 'uncaused',
  ...(rule !== undefined && { rule }),
});
