import { type OperationStep } from '#read-models';

/**
 * The condition that a step waited for last: another resource to come online or to go offline, the fence of its
 * group, a capture that a crash or a late edit had left over, a supervisor, or a time.
 */
export type Wait = Readonly<{
  what:
    | 'provider'
    | 'dependent'
    | 'member'
    | 'fence'
    | 'late-capture'
    | 'supervisor'
    | 'restart-delay'
    | 'retry-period';
  /** The id of the resource that was waited for. */
  resource: string | undefined;
}>;

/** The facts about an operation's groups that its steps alone do not show. */
export type WaitFacts = Readonly<{
  providersOf: (resource: string) => readonly string[];
  dependentsOf: (resource: string) => readonly string[];
  groupOf: (resource: string) => string | undefined;
  /** True for a resource whose supervisor reports its state. */
  isExternal: (resource: string) => boolean;
  /** The time after which the operation began by itself. */
  delay: 'restart-delay' | 'retry-period' | undefined;
}>;

type Step = Pick<
  OperationStep,
  'number' | 'what' | 'status' | 'resource' | 'group' | 'began' | 'over' | 'reason'
>;

/** The last wait of a step; undefined if it followed at once from the step before or a command. */
export const waitOf = (step: Step, steps: readonly Step[], facts: WaitFacts): Wait | undefined => {
  switch (step.what) {
    case 'fence':
      return step.number === 1 && facts.delay !== undefined
        ? { what: facts.delay, resource: undefined }
        : undefined;
    case 'online':
    case 'offline':
      return supervised(step, facts) ?? lastBefore(step, steps, facts);
    case 'owner':
      return ofGroup(step, steps, facts);
    default:
      return undefined;
  }
};

const supervised = ({ resource }: Step, { isExternal }: WaitFacts): Wait | undefined =>
  resource !== undefined && isExternal(resource) ? { what: 'supervisor', resource } : undefined;

type Ended = Step & Readonly<{ over: bigint; resource: string }>;

/** The steps of resources that had ended when another step began. */
const endedBefore = ({ began }: Step, steps: readonly Step[]): readonly Ended[] =>
  steps.filter(
    (other): other is Ended =>
      other.over !== undefined && other.over < began && other.resource !== undefined,
  );

type Dated = Wait & Readonly<{ over: bigint }>;

/** The step that ended last before another one began, among those that it had to wait for. */
const lastBefore = (step: Step, steps: readonly Step[], facts: WaitFacts): Wait | undefined => {
  const { resource = '', what } = step;
  const isOnline = what === 'online';
  const needed = new Set(isOnline ? facts.providersOf(resource) : facts.dependentsOf(resource));
  const group = facts.groupOf(resource);
  return latest(
    endedBefore(step, steps).flatMap((other): readonly Dated[] => {
      const { over } = other;
      if (other.what === what && needed.has(other.resource))
        return [{ what: isOnline ? 'provider' : 'dependent', resource: other.resource, over }];
      if (facts.groupOf(other.resource) !== group) return [];
      return isOnline || other.what === 'fence' ? ofMember(other) : [];
    }),
  );
};

/** The group changes its owner when its last resource is offline and captured. */
const ofGroup = (step: Step, steps: readonly Step[], facts: WaitFacts): Wait | undefined =>
  latest(
    endedBefore(step, steps)
      .filter(({ resource }) => facts.groupOf(resource) === step.group)
      .flatMap((other): readonly Dated[] => {
        const { what, resource, over } = other;
        return what === 'offline' ? [{ what: 'member', resource, over }] : ofMember(other);
      }),
  );

/** The wait for a fence or for a capture of any member of the group. */
const ofMember = ({ what, resource, over }: Ended): readonly Dated[] => {
  if (what === 'fence') return [{ what: 'fence', resource: undefined, over }];
  return what === 'capture' ? [{ what: 'late-capture', resource, over }] : [];
};

const latest = (waits: readonly Dated[]): Wait | undefined => {
  const [first, ...others] = waits;
  if (first === undefined) return undefined;
  const { what, resource } = others.reduce(
    (last, wait) => (wait.over >= last.over ? wait : last),
    first,
  );
  return { what, resource };
};
