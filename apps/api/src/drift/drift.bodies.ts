import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';

import { Optional } from '../http/request/optional.js';
import { PageQuery } from '../http/request/paging.js';

/** The pairs of checkpoints and nodes to list. */
export class DriftQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Name or id' })
  @Optional()
  @IsString()
  readonly node?: string;

  @ApiPropertyOptional({ description: 'Name or id' })
  @Optional()
  @IsString()
  readonly resource?: string;

  @ApiPropertyOptional({ description: 'Id' }) @Optional() @IsString() readonly checkpoint?: string;
}
