import { Module } from '@nestjs/common';

/** The history room of the API. */
@Module({})
export class HistoryModule {}
