import { Module } from '@nestjs/common';

/** The control room of the API. */
@Module({})
export class ControlModule {}
