import { EngineCommands } from '../engine-commands.js';
import { type ForkPace } from './fork-pace.js';

/** The commands of a fork, which leave turns to others. */
export class ForkCommands extends EngineCommands {
  constructor(
    place: ConstructorParameters<typeof EngineCommands>[0],
    private readonly pace: ForkPace,
  ) {
    super(place);
  }

  override async execute(
    ...asked: Parameters<EngineCommands['execute']>
  ): ReturnType<EngineCommands['execute']> {
    await this.pace.slice();
    return super.execute(...asked);
  }
}
