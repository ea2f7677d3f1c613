import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError, CONTROL_CODES, type ControlCodeName, type StatusName } from '#clusapi';
import { type ResourceId, type ClusterView } from '#domain';
import { type Position } from '#event-store';

import { type Caller } from '../caller.js';
import {
  cryptoAddition,
  cryptoDeletion,
  registryAddition,
  registryDeletion,
} from '../checkpoints/checkpoint-plans.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Outcome } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { listedResource, ownerOf } from '../reading/listed-things.js';
import { stateOf, type DatedState } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { checkpointNames } from './checkpoint-names.js';

/** A call of a control code. */
export type ControlCall = Readonly<{
  /** Undefined for an unknown code. */
  code: ControlCodeName | undefined;
  /** Parses the input when it is needed. @throws ClusterError if the input is malformed */
  input: () => string;
  /** Name or id of the node that the call is sent to; the owner if undefined. */
  hostNode?: string | undefined;
  /** A position, an instant or a tag; only for codes that read. */
  at?: string | undefined;
  /** A position that the answer must reflect. */
  after?: Position | undefined;
}>;

/** The status of a call, with the names that it lists or the events that it wrote. */
export type ControlResult = Readonly<{
  status: StatusName;
  /** The reason of a refusal. */
  detail?: string;
  /** The moment that the answer is right for. */
  moment: Pick<DatedState, 'position' | 'stamp'>;
  names?: readonly string[];
  outcome?: Outcome;
}>;

/** Sends a control code to a resource. The result is a Win32 status. */
export class ControlResource extends Command<ControlResult> {
  constructor(
    readonly caller: Caller,
    readonly input: ControlCall & Readonly<{ resource: string }>,
  ) {
    super();
  }
}

@CommandHandler(ControlResource)
export class ControlResourceHandler implements ICommandHandler<ControlResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  /**
   * @throws RequestRefusal only if the request could not become a call
   */
  async execute({ caller, input }: ControlResource): Promise<ControlResult> {
    const { code, at, after } = input;
    requireReadable(code, at);
    const { state, position, stamp } = await stateOf(this.cluster, { at, after });
    const resource = listedResource(state, input.resource);
    return refusalAsStatus({ position, stamp }, async () => {
      const name = supported(code, 'RESOURCE');
      requireHost(state, resource, input.hostNode);
      if (!isModifying(name)) return { names: checkpointNames(state, resource, name) };
      const { cluster } = this;
      const plan = MODIFICATIONS[name]({ cluster, resource, key: input.input(), caller });
      return { outcome: await this.runner.run(plan, caller, {}) };
    });
  }
}

/** The codes that change the cluster. */
type ModifyingCode = {
  [Name in ControlCodeName]: (typeof CONTROL_CODES)[Name]['modify'] extends true ? Name : never;
}[ControlCodeName];

type Modification = Readonly<{
  cluster: RunningCluster;
  resource: ResourceId;
  key: string;
  caller: Caller;
}>;

const adding =
  ({ view }: Readonly<{ view: '64-bit' | '32-bit' }>) =>
  ({ cluster, resource, key, caller }: Modification): CommandPlan =>
    registryAddition(cluster, resource, { key, view, caller });

/** The plan of each modifying code. The compiler demands a row for each of them. */
const MODIFICATIONS: Readonly<Record<ModifyingCode, (modification: Modification) => CommandPlan>> =
  {
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT: adding(
      CONTROL_CODES.CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT,
    ),
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT: adding(
      CONTROL_CODES.CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT,
    ),
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT: adding(
      CONTROL_CODES.CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT,
    ),
    CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT: ({ resource, key }) =>
      registryDeletion(resource, key),
    CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT: ({ cluster, resource, key, caller }) =>
      cryptoAddition(cluster, resource, { key, caller }),
    CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT: ({ resource, key }) => cryptoDeletion(resource, key),
  };

const isModifying = (name: ControlCodeName): name is ModifyingCode => name in MODIFICATIONS;

/**
 * @throws RequestRefusal if a modifying code is sent with a moment
 */
export const requireReadable = (
  code: ControlCodeName | undefined,
  at: string | undefined,
): void => {
  if (at !== undefined && code !== undefined && CONTROL_CODES[code].modify)
    throw malformed('/at', `${code} modifies`);
};

/**
 * @throws ClusterError ERROR_INVALID_FUNCTION for an unknown code, or one of another object type
 */
export const supported = (
  code: ControlCodeName | undefined,
  object: 'RESOURCE' | 'RESOURCE_TYPE',
): ControlCodeName => {
  if (code === undefined || CONTROL_CODES[code].object !== object)
    throw new ClusterError('ERROR_INVALID_FUNCTION', `not supported here: ${code ?? 'unknown'}`);
  return code;
};

/** Turns a refusal of the cluster into the status of the call. */
export const refusalAsStatus = async (
  moment: ControlResult['moment'],
  call: () => Promise<Omit<ControlResult, 'status' | 'moment'>>,
): Promise<ControlResult> => {
  try {
    return { status: 'ERROR_SUCCESS', moment, ...(await call()) };
  } catch (error) {
    if (error instanceof ClusterError)
      return { status: error.status, detail: error.detail, moment };
    throw error;
  }
};

/**
 * @throws ClusterError if the call is sent to a node other than the owner
 */
const requireHost = (
  clusterState: ClusterView,
  resource: ResourceId,
  hostNode: string | undefined,
): void => {
  if (hostNode === undefined) return;
  if (resolveNode(clusterState, hostNode) !== ownerOf(clusterState, resource))
    throw new ClusterError('ERROR_HOST_NODE_NOT_RESOURCE_OWNER', `${hostNode} is not the owner`, {
      field: 'hostNode',
    });
};
