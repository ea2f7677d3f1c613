import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

import { type Caller } from '../caller.js';
import { directoryOf, type Named } from '../names.js';
import { stateOf } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { checkpointNamesOfType } from './checkpoint-names.js';
import {
  refusalAsStatus,
  requireReadable,
  supported,
  type ControlCall,
  type ControlResult,
} from './control-resource.js';

/** Sends a control code to a resource type. The result is a Win32 status. */
export class ControlResourceType extends Command<ControlResult> {
  constructor(
    readonly caller: Caller,
    readonly input: ControlCall & Readonly<{ type: string }>,
  ) {
    super();
  }
}

@CommandHandler(ControlResourceType)
export class ControlResourceTypeHandler implements ICommandHandler<ControlResourceType> {
  constructor(private readonly cluster: RunningCluster) {}

  /**
   * @throws RequestRefusal only if the request could not become a call
   */
  async execute({ input }: ControlResourceType): Promise<ControlResult> {
    const { code, at, after } = input;
    requireReadable(code, at);
    const { state, position, stamp } = await stateOf(this.cluster, { at, after });
    const type = typeIn(state, input.type);
    return refusalAsStatus({ position, stamp }, async () => {
      const name = supported(code, 'RESOURCE_TYPE');
      return { names: checkpointNamesOfType(state, type, name) };
    });
  }
}

const typeIn = (state: Named, name: string): string => {
  const type = directoryOf(state).types.get(foldName(name));
  if (type === undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
      `no such resource type: ${name}`,
    );
  return type;
};
