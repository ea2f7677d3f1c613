import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { group as groupAggregate, parseName, type GroupId, type GroupPolicy } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt, type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { OneAtATime } from '../execution/one-at-a-time.js';
import { type Changed } from '../execution/outcome.js';
import { resolveGroup } from '../names.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { policyOf, type GivenPolicy } from './group-policy.js';

/** Renames a group, changes its policies, or both. */
export class ConfigureGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: GivenPolicy & Readonly<{ group: string; name?: string | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(ConfigureGroup)
export class ConfigureGroupHandler implements ICommandHandler<ConfigureGroup> {
  /**
   * Lets one rename-and-configure request run at a time: the last name then goes with the last
   * policies.
   */
  private readonly renamings = new OneAtATime();

  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ConfigureGroup): Promise<Changed<{ group: GroupId }>> {
    const { state } = this.cluster;
    const { group: nameOrId, name, ...given } = input;
    const group = resolveGroup(state, nameOrId);
    const policy = policyOf(state, given);
    const hasPolicy = Object.keys(policy).length > 0;
    if (name !== undefined && hasPolicy && caller.ifMatch !== undefined)
      throw malformed('/name', 'with If-Match, rename in a request of its own');
    const commands = [
      ...(name === undefined ? [] : [this.renaming(group, name)]),
      ...(hasPolicy ? [configuration(group, policy)] : []),
    ];
    const plan: CommandPlan = {
      commands: () => {
        // A request whose policies are refused must not rename the group.
        if (hasPolicy)
          groupAggregate.decide(configuration(group, policy).command, state.group(group));
        return commands;
      },
      revision: name === undefined ? configuredAt : () => configuredAt(state.group(group)),
    };
    if (commands.length < 2) return this.runner.run(plan, caller, { group });
    return this.renamings.alone(() => this.runner.run(plan, caller, { group }));
  }

  private renaming(group: GroupId, name: string): CommandEnvelope {
    const data = { group, name: parseName(name) };
    return { kind: 'cluster', id: this.cluster.name, command: { type: 'RenameGroup', data } };
  }
}

const configuration = (
  id: GroupId,
  data: Partial<GroupPolicy>,
): Extract<CommandEnvelope, { kind: 'group' }> => ({
  kind: 'group',
  id,
  command: { type: 'ConfigureGroup', data },
});
