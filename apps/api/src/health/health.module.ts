import { Module } from '@nestjs/common';

/** The health room of the API. */
@Module({})
export class HealthModule {}
