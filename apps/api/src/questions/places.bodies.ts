import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsString } from 'class-validator';

import { AsOfQuery } from '../http/request/as-of.js';
import { ViewQuery } from '../registry/registry.bodies.js';

export class PlacesQuery extends IntersectionType(AsOfQuery, ViewQuery) {
  @ApiProperty({ description: 'A key as the view shows it, relative to HKLM' })
  @IsString()
  readonly key!: string;

  @ApiProperty({ description: "'' is the default value" })
  @IsString()
  readonly name!: string;
}

export class SpreadQuery extends AsOfQuery {
  @ApiProperty({ description: 'Id or position of an edit or an import' })
  @IsString()
  readonly event!: string;
}
