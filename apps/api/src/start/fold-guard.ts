import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

import { Engine } from '#engine';

const READS = new Set(['GET', 'HEAD']);
const WITHOUT_FOLD = 'without fold';

/** A route that changes nothing in the cluster, and so answers while the fold has stopped. */
export const WithoutFold = (): CustomDecorator => SetMetadata(WITHOUT_FOLD, true);

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
    const isFree = Reflect.getMetadata(WITHOUT_FOLD, host.getHandler()) === true;
    if (!READS.has(method) && !isFree) this.engine.fold.requireFollowing();
    return true;
  }
}
