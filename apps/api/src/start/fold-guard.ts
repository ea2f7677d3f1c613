import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

import { Engine } from '#engine';

const READS = new Set(['GET', 'HEAD']);

/**
 * Rejects writes with 503 while the fold is not following the log, before any lookup can answer
 * 404.
 */
@Injectable()
export class FoldGuard implements CanActivate {
  constructor(private readonly engine: Engine) {}

  /**
   * @throws FoldStopped
   */
  canActivate(host: ExecutionContext): boolean {
    const { method } = host.switchToHttp().getRequest<FastifyRequest>();
    if (!READS.has(method)) this.engine.fold.requireFollowing();
    return true;
  }
}
