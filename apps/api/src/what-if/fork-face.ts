import { RunningCluster } from '#application';
import { type ForkedCluster } from '#engine';

/** A fork, as use cases see a cluster. */
export class ForkFace extends RunningCluster {
  constructor(private readonly fork: ForkedCluster) {
    super();
  }

  override get name(): RunningCluster['name'] {
    return this.fork.name;
  }

  override get state(): RunningCluster['state'] {
    return this.fork.state;
  }

  override get log(): RunningCluster['log'] {
    return this.fork.log;
  }

  override get reads(): RunningCluster['reads'] {
    return this.fork.reads;
  }

  override get commands(): RunningCluster['commands'] {
    return this.fork.commands;
  }

  override get comparisons(): RunningCluster['comparisons'] {
    return this.fork.comparisons;
  }

  override get archives(): RunningCluster['archives'] {
    return this.fork.archives;
  }

  override tryOut(): Promise<never> {
    return this.fork.tryOut();
  }

  override get redaction(): RunningCluster['redaction'] {
    return this.fork.redaction;
  }

  override get now(): number {
    return this.fork.now;
  }

  override get catchUpMs(): number {
    return this.fork.catchUpMs;
  }

  override takeTurn(): Promise<void> {
    return this.fork.takeTurn();
  }

  override newId(): string {
    return this.fork.newId();
  }
}
