import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { parseTag, type TaggedEvent } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { caughtUp, placeOf } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';

/** Sets a tag at a moment, or moves it there. `at`: the present if undefined. */
export class SetTag extends Command<Changed<{ tag: string }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ tag: string; at?: string | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(SetTag)
export class SetTagHandler implements ICommandHandler<SetTag> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: SetTag): Promise<Changed<{ tag: string }>> {
    const { name: id } = this.cluster;
    const tag = parseTag(input.tag);
    await caughtUp(this.cluster);
    const commands = (): readonly CommandEnvelope[] => {
      const command = { type: 'SetTag', data: { tag, ...this.eventAt(input.at) } } as const;
      return [{ kind: 'cluster', id, command }];
    };
    return this.runner.run({ commands }, caller, { tag });
  }

  /** @throws RequestRefusal for a moment before the first event */
  private eventAt(at: string | undefined): TaggedEvent {
    const { reads } = this.cluster;
    const asked = at === undefined ? reads.position : placeOf(this.cluster, at, { pointer: '/at' });
    const last = reads.events.lastUpTo(asked);
    if (last === undefined) throw malformed('/at', 'there was no event yet at this moment');
    return { event: last.id, stream: last.stream, revision: Number(last.revision) };
  }
}
