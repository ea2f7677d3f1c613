import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { PageQuery } from '../http/request/paging.js';
import { MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';

const STATUSES = ['running', 'completed', 'failed'] as const;

export class OperationsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Such as `failover` or `drain`' })
  @Optional()
  @IsString()
  readonly kind?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly group?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;
  @ApiPropertyOptional({ description: 'The actor of the first event' })
  @Optional()
  @IsString()
  readonly actor?: string;
  @ApiPropertyOptional({ enum: STATUSES })
  @Optional()
  @IsIn(STATUSES)
  readonly status?: (typeof STATUSES)[number];
  @ApiPropertyOptional({ description: `The earliest beginning: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly from?: string;
  @ApiPropertyOptional({ description: `The latest beginning: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly to?: string;
  @ApiPropertyOptional({
    description: 'Lists mere edits and imports of registries too',
    enum: ['true', 'false'],
    default: 'false',
  })
  @Optional()
  @IsIn(['true', 'false'])
  readonly edits?: 'true' | 'false';
}
