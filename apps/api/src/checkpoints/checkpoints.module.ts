import { Module } from '@nestjs/common';

/** The checkpoints room of the API. */
@Module({})
export class CheckpointsModule {}
