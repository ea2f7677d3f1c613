import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsString, Max, Min } from 'class-validator';

import { EVENT_TYPES } from '#domain';

import { AsOfQuery, MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';

const MAX_TYPES = EVENT_TYPES.length;
const LANES = ['nodes', 'groups'];
const [DEFAULT_BUCKETS, MAX_BUCKETS] = [100, 1000];

export class TimelineQuery extends AsOfQuery {
  @ApiPropertyOptional({
    description: `The begin, by default that of the history: ${MOMENT_FORMS}`,
  })
  @Optional()
  @IsString()
  readonly from?: string;

  @ApiPropertyOptional({ description: `The end, by default now: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly to?: string;

  @ApiPropertyOptional({
    type: 'integer',
    default: DEFAULT_BUCKETS,
    minimum: 1,
    maximum: MAX_BUCKETS,
  })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_BUCKETS)
  readonly buckets: number = DEFAULT_BUCKETS;

  @ApiPropertyOptional({ enum: LANES, default: 'nodes' })
  @Optional()
  @IsIn(LANES)
  readonly lanes: 'nodes' | 'groups' = 'nodes';

  @ApiPropertyOptional({
    type: 'string',
    description:
      'The types of events that may have marks, with commas between them; all by default',
    example: 'NodeCrashed,ResourceFailed',
  })
  @Optional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',', MAX_TYPES + 1) : value,
  )
  @ArrayMaxSize(MAX_TYPES)
  @IsIn(EVENT_TYPES, { each: true })
  readonly marks?: readonly string[];
}
