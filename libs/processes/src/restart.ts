import { NEVER, type OpenResource } from '#domain';

/** When a failed resource is started again, and whether its group should leave the node instead. */
export type RestartDue = Readonly<{ at: number | undefined; escalates: boolean }>;

/**
 * What the restart policy says of a resource that failed: within the threshold it is restarted after
 * the delay; beyond it the group is failed over, or the resource waits for the retry period (domain
 * facts, M23 to M26).
 */
export const restartDue = ({ properties, failures }: OpenResource): RestartDue => {
  const { restartAction, restartThreshold, restartPeriod, restartDelay, retryPeriodOnFailure } =
    properties;
  const last = failures.at(-1);
  if (restartAction === 0 || last === undefined) return { at: undefined, escalates: false };
  const recent = failures.filter((at) => at > last - restartPeriod).length;
  if (recent <= restartThreshold) return { at: last + restartDelay, escalates: false };
  const retry = retryPeriodOnFailure === NEVER ? undefined : last + retryPeriodOnFailure;
  return { at: retry, escalates: restartAction === 2 };
};
