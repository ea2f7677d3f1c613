import { Injectable } from '@nestjs/common';

import {
  CommandRunner,
  directoryOf,
  groupState,
  resolveNode,
  resourceState,
  type CommandPlan,
  type Outcome,
  RunningCluster,
} from '#application';
import {
  answerOutput,
  ClusterError,
  CONTROL_CODES,
  decodeInput,
  encodeMultiSz,
  findControlCode,
  Win32Status,
  type ControlCodeName,
  type StatusName,
} from '#clusapi';
import { type ResourceId, type World } from '#domain';
import { foldName } from '#registry';

import { worldOf } from '../http/request/as-of.js';
import { badRequest } from '../http/answer/http-problem.js';
import { toRefBody } from '../http/answer/reply.js';
import { type RequestContext } from '../http/request/request.js';
import { CheckpointChanges } from '../checkpoints/checkpoint-changes.js';
import { type ControlAnswer, type ControlBody } from './control.bodies.js';

/** What a code is sent to. */
export type ControlTarget = Readonly<{ resource: ResourceId } | { type: string }>;

/** The ten control codes. Windows' status is the answer, whatever it is. */
@Injectable()
export class Control {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
    private readonly changes: CheckpointChanges,
  ) {}

  /** @throws HttpProblem only where the request never became a call */
  async answer(
    target: ControlTarget,
    body: ControlBody,
    context: RequestContext,
  ): Promise<ControlAnswer> {
    const name = findControlCode(body.controlCode);
    requireCall(body, name);
    const query = { consistency: 'strong', ...(body.at !== undefined && { at: body.at }) } as const;
    const world = await worldOf(this.cluster, query, context);
    try {
      return await this.carryOut({ target, body, context, world, name: supported(name, target) });
    } catch (error) {
      if (error instanceof ClusterError) return this.status(error.status);
      throw error;
    }
  }

  private async carryOut(call: Call): Promise<ControlAnswer> {
    const { target, world, body, name, context } = call;
    const namesOf = name.includes('CRYPTO') ? containersOf : keysOf;
    if (!('resource' in target)) return this.list(namesOfType(world, target.type, namesOf), body);
    requireHost(world, target.resource, body.hostNode);
    const { resource } = target;
    if (name.startsWith('CLUSCTL_RESOURCE_GET')) return this.list(namesOf(world, resource), body);
    const intent = this.intentOf(name, resource, { input: inputOf(body), context });
    const outcome = await this.runner.run(intent, context.caller, {});
    return this.done(outcome, context);
  }

  private intentOf(
    name: ControlCodeName,
    resource: ResourceId,
    { input, context }: { input: string; context: RequestContext },
  ): CommandPlan {
    const code = CONTROL_CODES[name];
    if (name === 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT')
      return this.changes.addCrypto(resource, input, context);
    if (name === 'CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT')
      return this.changes.removeCrypto(resource, input);
    return 'view' in code
      ? this.changes.add(resource, { key: input, view: code.view }, context)
      : this.changes.remove(resource, input);
  }

  private list(keys: readonly string[], { outBufferSize }: ControlBody): ControlAnswer {
    const bytes = encodeMultiSz(keys);
    const { status, bytesReturned, required, output } = answerOutput(bytes, outBufferSize);
    return {
      ...this.status(status),
      bytesReturned,
      required,
      output: output === undefined ? [] : [...keys],
      ...(output !== undefined && { outBuffer: Buffer.from(output).toString('base64') }),
    };
  }

  private done({ events }: Outcome, { operation }: RequestContext): ControlAnswer {
    return {
      ...this.status('ERROR_SUCCESS'),
      operation,
      position: String(events.at(-1)?.position ?? this.cluster.log.position ?? 0n),
      events: events.map(toRefBody),
    };
  }

  private status(statusName: StatusName): ControlAnswer {
    return {
      status: Win32Status[statusName],
      statusName,
      bytesReturned: 0,
      required: 0,
      output: [],
      position: String(this.cluster.log.position ?? 0n),
      events: [],
    };
  }
}

/** @throws HttpProblem for a request that contradicts itself */
const requireCall = (
  { input, inBuffer, at }: ControlBody,
  name: ControlCodeName | undefined,
): void => {
  if (input !== undefined && inBuffer !== undefined)
    throw badRequest('/inBuffer', 'input is given already');
  if (at !== undefined && name !== undefined && CONTROL_CODES[name].modify)
    throw badRequest('/at', `${name} modifies`);
};

type Call = Readonly<{
  target: ControlTarget;
  body: ControlBody;
  context: RequestContext;
  world: World;
  name: ControlCodeName;
}>;

/** @throws ClusterError ERROR_INVALID_FUNCTION for a code nobody knows, or of another object */
const supported = (name: ControlCodeName | undefined, target: ControlTarget): ControlCodeName => {
  const object = 'resource' in target ? 'RESOURCE' : 'RESOURCE_TYPE';
  if (name === undefined || CONTROL_CODES[name].object !== object)
    throw new ClusterError('ERROR_INVALID_FUNCTION', `not supported here: ${name ?? 'unknown'}`);
  return name;
};

/** Another node than the owner can't answer for a resource. */
const requireHost = (world: World, resource: ResourceId, hostNode: string | undefined): void => {
  if (hostNode === undefined) return;
  const { owner } = groupState(world, resourceState(world, resource).group);
  if (resolveNode(world, hostNode) !== owner)
    throw new ClusterError(
      'ERROR_HOST_NODE_NOT_RESOURCE_OWNER',
      `hostNode: ${hostNode} is not the owner`,
    );
};

const inputOf = ({ input, inBuffer }: ControlBody): string => {
  if (inBuffer !== undefined) return decodeInput(Buffer.from(inBuffer, 'base64'));
  if (input === undefined) throw new ClusterError('ERROR_INVALID_PARAMETER', 'input: is missing');
  const end = input.indexOf('\0');
  return end < 0 ? input : input.slice(0, end);
};

/** As typed, in the order they were added. */
const keysOf = (world: World, resource: ResourceId): readonly string[] =>
  [...resourceState(world, resource).checkpoints.values()].map(({ key }) => key);

/** As typed, in the order they were added. */
const containersOf = (world: World, resource: ResourceId): readonly string[] =>
  [...resourceState(world, resource).crypto.values()].map(({ name }) => name);

/** Of all resources of a type; the same path once, whatever its case. */
const namesOfType = (
  world: World,
  type: string,
  namesOf: (world: World, resource: ResourceId) => readonly string[],
): readonly string[] => {
  const folded = foldName(type);
  const keys = [...directoryOf(world).resources.values()]
    .filter((entry) => foldName(entry.type) === folded)
    .flatMap(({ id }) => {
      const resource = world.resource(id);
      return resource.status === 'open' ? namesOf(world, id) : [];
    });
  return [...new Map(keys.toReversed().map((key) => [foldName(key), key])).values()].toReversed();
};
