import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

import { Engine } from '#engine';

const READS = new Set(['GET', 'HEAD']);

/** Nothing is decided on a fold that is out of date: not even that there is no such thing. */
@Injectable()
export class FoldGuard implements CanActivate {
  constructor(private readonly engine: Engine) {}

  /** @throws FoldStopped */
  canActivate(host: ExecutionContext): boolean {
    const { method } = host.switchToHttp().getRequest<FastifyRequest>();
    if (!READS.has(method)) this.engine.fold.requireFollowing();
    return true;
  }
}
