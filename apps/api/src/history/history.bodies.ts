import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length, Matches } from 'class-validator';

import { AsOfQuery } from '../http/request/as-of.js';
import { PageQuery } from '../http/request/paging.js';
import { Optional } from '../http/request/optional.js';

const POSITION = /^\d{1,18}$/;

export class EventsQuery extends PageQuery {
  @ApiPropertyOptional() @Optional() @IsString() readonly stream?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly type?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly group?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly checkpoint?: string;
  @ApiPropertyOptional({
    description: 'A physical key; selects changes of it and of keys below it',
  })
  @Optional()
  @IsString()
  readonly key?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly actor?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly operation?: string;
  @ApiPropertyOptional({ enum: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'] })
  @Optional()
  @IsIn(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'])
  readonly rule?: string;
  @ApiPropertyOptional({ description: 'First position' })
  @Optional()
  @Matches(POSITION)
  readonly from?: string;
  @ApiPropertyOptional({ description: 'Last position' })
  @Optional()
  @Matches(POSITION)
  readonly to?: string;
  @ApiPropertyOptional({ enum: ['oldest', 'newest'], default: 'oldest' })
  @Optional()
  @IsIn(['oldest', 'newest'])
  readonly order: 'oldest' | 'newest' = 'oldest';
}

export class LostWritesQuery extends PageQuery {
  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly checkpoint?: string;
  @ApiPropertyOptional({ enum: ['R2', 'R3', 'R6'] })
  @Optional()
  @IsIn(['R2', 'R3', 'R6'])
  readonly rule?: string;
  @ApiPropertyOptional({ description: 'The operation that overwrote the edit' })
  @Optional()
  @IsString()
  readonly operation?: string;
  @ApiPropertyOptional({ description: 'An actor who wrote a lost value' })
  @Optional()
  @IsString()
  readonly actor?: string;
  @ApiPropertyOptional({
    description: 'A physical key, or Type\\Provider\\Container; selects losses at it and below it',
  })
  @Optional()
  @IsString()
  readonly key?: string;
  @ApiPropertyOptional({ description: 'First position of the overwriting event' })
  @Optional()
  @Matches(POSITION)
  readonly from?: string;
  @ApiPropertyOptional({ description: 'Last position of the overwriting event' })
  @Optional()
  @Matches(POSITION)
  readonly to?: string;
}

export class ReceiptQuery extends AsOfQuery {
  @ApiProperty({ description: 'The Idempotency-Key of the request' })
  @IsString()
  @Length(1, 255)
  readonly key!: string;
}
