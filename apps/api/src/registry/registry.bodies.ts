import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  ValidateNested,
} from 'class-validator';

import { type HiveForm, type RegistryView } from '#registry';

import { AsOfQuery } from '../http/request/as-of.js';
import { PageQuery } from '../http/request/paging.js';
import { Optional } from '../http/request/optional.js';
import { HiveFormat } from './hives/hive-answer.js';

/** The most changes in one request. */
export const MAX_CHANGES = 10_000;
/** A page has at most 1,000 values of a key. */
const MAX_VALUES = /^(1000|\d{1,3})$/;
/** The views of a node's registry. */
export const VIEWS: readonly RegistryView[] = ['64-bit', '32-bit'];

/** A value; one of the five forms beside its type. */
export class ValueBody {
  @ApiProperty({ example: 'REG_SZ' })
  @IsString()
  readonly type!: string;

  @ApiPropertyOptional() @Optional() @IsString() readonly text?: string;

  @ApiPropertyOptional({ type: [String] })
  @Optional()
  @IsArray()
  @IsString({ each: true })
  readonly texts?: string[];

  @ApiPropertyOptional() @Optional() @IsNumber() readonly number?: number;

  @ApiPropertyOptional({ description: 'Unsigned 64-bit integer in decimal' })
  @Optional()
  @IsString()
  readonly qword?: string;

  @ApiPropertyOptional() @Optional() @IsString() readonly hex?: string;
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
  @Optional()
  @IsString()
  readonly name?: string;

  @ApiPropertyOptional({ type: ValueBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ValueBody)
  readonly value?: ValueBody;
}

export class ChangeRegistryBody {
  @ApiProperty({ type: [ChangeBody], maxItems: MAX_CHANGES })
  @IsArray()
  @ArrayMaxSize(MAX_CHANGES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ChangeBody)
  readonly changes!: ChangeBody[];
}

export class ViewQuery {
  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';
}

export class ChangeRegistryQuery extends ViewQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'For .reg files: `true` refuses lines that would be passed over and noted',
  })
  @Optional()
  @IsIn(['true', 'false'])
  readonly strict?: 'true' | 'false';

  @ApiPropertyOptional({
    enum: ['refuse', 'skip'],
    description: 'For .reg files: `skip` leaves out keys below roots such as HKEY_CURRENT_USER',
  })
  @Optional()
  @IsIn(['refuse', 'skip'])
  readonly otherRoots?: 'refuse' | 'skip';

  @ApiPropertyOptional({
    description:
      "For hives, which need it: the key into which the hive is merged, relative to HKLM as the view shows it; '' is HKLM itself",
  })
  @Optional()
  @IsString()
  readonly key?: string;
}

export class KeyQuery extends ViewQuery {
  @ApiProperty({ description: 'A key as the view shows it, relative to HKLM' })
  @IsString()
  readonly key!: string;
}

/** The number of levels below a key, or `all`. */
export const DEPTH = /^(all|\d{1,3})$/;

export class RegistryQuery extends AsOfQuery {
  @ApiPropertyOptional({ description: "Relative to HKLM; '' is HKLM itself", default: '' })
  @Optional()
  @IsString()
  readonly key: string = '';

  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';

  @ApiPropertyOptional({ description: 'How many levels of keys, or `all`', default: '1' })
  @Optional()
  @Matches(DEPTH)
  readonly depth: string = '1';

  @HiveFormat() readonly format?: HiveForm;

  @ApiPropertyOptional({
    description: 'The most values that the answer shows of each key; all of them by default',
    ...{ type: 'integer', minimum: 0, maximum: 1000 },
  })
  @Optional()
  @Matches(MAX_VALUES)
  readonly maxValues?: string;

  @ApiPropertyOptional({
    description: 'With `maxValues`: the number of values of the key that come before those shown',
    ...{ type: 'integer', minimum: 0 },
  })
  @Optional()
  @Matches(/^\d{1,9}$/)
  readonly skipValues?: string;

  @ApiPropertyOptional({
    description: 'With `maxValues`: the name of the first value of the key that is shown',
  })
  @Optional()
  @IsString()
  readonly fromValue?: string;
}

export class HistoryQuery extends PageQuery {
  @ApiProperty() @IsString() readonly key!: string;

  @ApiPropertyOptional() @Optional() @IsString() readonly name?: string;

  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';
}
