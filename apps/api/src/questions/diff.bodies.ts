import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { Optional } from '../http/request/optional.js';
import { LimitQuery } from '../http/request/paging.js';
import { ViewQuery } from '../registry/registry.bodies.js';

const FORMS =
  '`node:<node>`, `checkpoint:<id>` (its last capture), `capture:<checkpoint>/<number>`, `cluster`, or `backup:<id>` or `archive:<path>`, which is the thing of the other side as of its cut; `@` and a moment behind `node`, `checkpoint` and `cluster`';

export class DiffQuery extends IntersectionType(LimitQuery, ViewQuery) {
  @ApiProperty({ description: FORMS, example: 'node:node-a@120' })
  @IsString()
  readonly left!: string;

  @ApiProperty({ description: FORMS, example: 'node:node-a' })
  @IsString()
  readonly right!: string;

  @ApiPropertyOptional({ description: 'The key to compare, relative to HKLM' })
  @Optional()
  @IsString()
  readonly key?: string;

  @ApiPropertyOptional({ enum: ['strong', 'eventual'] })
  @Optional()
  @IsIn(['strong', 'eventual'])
  readonly consistency?: 'strong' | 'eventual';
}
