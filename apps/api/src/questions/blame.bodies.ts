import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';

import { Optional } from '../http/request/optional.js';
import { PageQuery } from '../http/request/paging.js';
import { DEPTH, ViewQuery } from '../registry/registry.bodies.js';

export class BlameQuery extends IntersectionType(PageQuery, ViewQuery) {
  @ApiProperty({ description: 'Name or id' })
  @IsString()
  readonly node!: string;

  @ApiProperty({ description: 'A key as the view shows it, relative to HKLM' })
  @IsString()
  readonly key!: string;

  @ApiPropertyOptional({ description: "One value of the key; '' is the default value" })
  @Optional()
  @IsString()
  readonly name?: string;

  @ApiPropertyOptional({ description: 'How many levels of keys, or `all`', default: '0' })
  @Optional()
  @Matches(DEPTH)
  readonly depth: string = '0';
}
