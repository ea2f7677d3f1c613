import { type Occurrence } from '#domain';

import { type Step, type StepCommand } from './step.js';

/** A step with its cause. */
export const caused = (command: StepCommand, cause: Occurrence | undefined): Step => ({
  ...command,
  cause,
});

/** Steps that have one cause. */
export const allCaused = (
  commands: readonly StepCommand[],
  cause: Occurrence | undefined,
): readonly Step[] => commands.map((command) => caused(command, cause));
