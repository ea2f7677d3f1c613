import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';

import { SEARCHABLE_TYPES } from '#read-models';

import { MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';
import { PageQuery } from '../http/request/paging.js';

const MAX_TEXT = 1024;

export class SearchQuery extends PageQuery {
  @ApiProperty({
    description: 'A part of a text, regardless of case; or a whole number, decimal or with 0x',
    minLength: 1,
    maxLength: MAX_TEXT,
  })
  @IsString()
  @Length(1, MAX_TEXT)
  readonly text!: string;

  @ApiPropertyOptional({ enum: SEARCHABLE_TYPES })
  @Optional()
  @IsIn(SEARCHABLE_TYPES)
  readonly type?: string;

  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;

  @ApiPropertyOptional({ description: `Versions that were written from here on: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly from?: string;

  @ApiPropertyOptional({ description: `Versions that were written up to here: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly to?: string;
}
