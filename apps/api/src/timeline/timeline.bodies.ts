import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';

import { AsOfQuery, MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';

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
}
