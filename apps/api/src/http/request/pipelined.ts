import { SetMetadata, type CustomDecorator } from '@nestjs/common';

const PIPELINED = 'tidemark:pipelined';

/**
 * The mark of a command that is decided on its stream alone: in a batch it need not wait until those
 * before it are durable, only until they are decided.
 */
export const Pipelined = (): CustomDecorator => SetMetadata(PIPELINED, true);

export const isPipelined = (handler: object): boolean =>
  Reflect.getMetadata(PIPELINED, handler) === true;
