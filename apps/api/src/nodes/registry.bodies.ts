import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { type RegistryView } from '#registry';

import { AsOfQuery } from '../core/as-of.js';

const MAX_CHANGES = 10_000;
const VIEWS: readonly RegistryView[] = ['64-bit', '32-bit'];

/** A value; one of the five forms beside its type. */
export class ValueBody {
  @ApiProperty({ example: 'REG_SZ' })
  @IsString()
  readonly type!: string;

  @ApiPropertyOptional() @IsOptional() @IsString() readonly text?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  readonly texts?: string[];

  @ApiPropertyOptional() @IsOptional() @IsNumber() readonly number?: number;

  @ApiPropertyOptional({ description: 'Unsigned 64-bit integer in decimal' })
  @IsOptional()
  @IsString()
  readonly qword?: string;

  @ApiPropertyOptional() @IsOptional() @IsString() readonly hex?: string;
}

/** One change, as seen through the view. */
export class ChangeBody {
  @ApiProperty({ enum: ['set', 'delete-value', 'create-key', 'delete-key'] })
  @IsIn(['set', 'delete-value', 'create-key', 'delete-key'])
  readonly op!: 'set' | 'delete-value' | 'create-key' | 'delete-key';

  @ApiProperty({ example: 'SOFTWARE\\Contoso\\App' })
  @IsString()
  readonly key!: string;

  @ApiPropertyOptional({ description: "'' is the default value" })
  @IsOptional()
  @IsString()
  readonly name?: string;

  @ApiPropertyOptional({ type: ValueBody })
  @IsOptional()
  @ValidateNested()
  @Type(() => ValueBody)
  readonly value?: ValueBody;
}

export class ChangeRegistryBody {
  @ApiProperty({ type: [ChangeBody], maxItems: MAX_CHANGES })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_CHANGES)
  @ValidateNested({ each: true })
  @Type(() => ChangeBody)
  readonly changes!: ChangeBody[];
}

export class ViewQuery {
  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @IsOptional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';
}

export class RegistryQuery extends AsOfQuery {
  @ApiPropertyOptional({ description: "Relative to HKLM; '' is HKLM itself", default: '' })
  @IsOptional()
  @IsString()
  readonly key: string = '';

  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @IsOptional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';

  @ApiPropertyOptional({ description: 'How many levels of keys, or `all`', default: '1' })
  @IsOptional()
  @Matches(/^(all|\d{1,3})$/)
  readonly depth: string = '1';
}

export class HistoryQuery extends AsOfQuery {
  @ApiProperty() @IsString() readonly key!: string;

  @ApiPropertyOptional() @IsOptional() @IsString() readonly name?: string;

  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @IsOptional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';

  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly limit: number = 100;

  @ApiPropertyOptional() @IsOptional() @IsString() readonly cursor?: string;
}
