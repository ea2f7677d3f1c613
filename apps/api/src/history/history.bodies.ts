import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';

import { PageQuery } from '../core/paging.js';

const POSITION = /^\d{1,18}$/;

export class EventsQuery extends PageQuery {
  @ApiPropertyOptional() @IsOptional() @IsString() readonly stream?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly type?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly node?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly group?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly checkpoint?: string;
  @ApiPropertyOptional({ description: 'A physical key: changes at it or below' })
  @IsOptional()
  @IsString()
  readonly key?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly actor?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly operation?: string;
  @ApiPropertyOptional({ enum: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'] })
  @IsOptional()
  @IsIn(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
  readonly rule?: string;
  @ApiPropertyOptional({ description: 'First position' })
  @IsOptional()
  @Matches(POSITION)
  readonly from?: string;
  @ApiPropertyOptional({ description: 'Last position' })
  @IsOptional()
  @Matches(POSITION)
  readonly to?: string;
  @ApiPropertyOptional({ enum: ['oldest', 'newest'], default: 'oldest' })
  @IsOptional()
  @IsIn(['oldest', 'newest'])
  readonly order: 'oldest' | 'newest' = 'oldest';
}

export class LostWritesQuery extends PageQuery {
  @ApiPropertyOptional() @IsOptional() @IsString() readonly node?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() readonly resource?: string;
  @ApiPropertyOptional({ enum: ['R2', 'R3', 'R6'] })
  @IsOptional()
  @IsIn(['R2', 'R3', 'R6'])
  readonly rule?: string;
}
