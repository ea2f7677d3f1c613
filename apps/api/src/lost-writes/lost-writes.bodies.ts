import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { LOST_STATES, type LostState } from '#read-models';
import { type RegistryView } from '#registry';

import { AsOfQuery, MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';
import { PageQuery } from '../http/request/paging.js';
import { SUMMARISED } from './lost-write-schemas.js';
import { VIEWS } from '../registry/registry.bodies.js';

/** The filters of lost writes, in a list and in a summary. */
export class LostWriteFilterQuery extends AsOfQuery {
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
    description:
      'A key as the view shows it, or Type\\Provider\\Container; selects losses at it and below it',
  })
  @Optional()
  @IsString()
  readonly key?: string;
  @ApiPropertyOptional({ description: 'The view of `key`', enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view?: RegistryView;
  @ApiPropertyOptional({ description: `The first overwriting event: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly from?: string;
  @ApiPropertyOptional({ description: `The last overwriting event: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly to?: string;
  @ApiPropertyOptional({
    enum: LOST_STATES,
    description: 'The state at the moment; each row that the other filters find is judged',
  })
  @Optional()
  @IsIn(LOST_STATES)
  readonly state?: LostState;
}

export class LostWritesQuery extends IntersectionType(LostWriteFilterQuery, PageQuery) {}

export class LostSummaryQuery extends LostWriteFilterQuery {
  @ApiProperty({ enum: SUMMARISED })
  @IsIn(SUMMARISED)
  readonly by!: (typeof SUMMARISED)[number];
}
