import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import { CureBody } from '../cures/cures.bodies.js';
import { Optional } from '../http/request/optional.js';

const MAX_VALUES = 1000;
const MAX_PATH = 32_767;

/** A place of a lost write, as its list of values has it. */
export class LostPlaceBody {
  @ApiProperty({ description: 'A physical key, as in the row and in its values' })
  @IsString()
  @MaxLength(MAX_PATH)
  readonly key!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'The name of the value; null for a key without values',
  })
  @ValidateIf((_, name) => name !== null && name !== undefined)
  @IsString()
  @MaxLength(MAX_PATH)
  readonly name?: string | null;
}

export class RecoverBody extends CureBody {
  @ApiPropertyOptional({
    type: [LostPlaceBody],
    minItems: 1,
    maxItems: MAX_VALUES,
    description: 'The places to recover; the whole row by default',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_VALUES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => LostPlaceBody)
  readonly values?: readonly LostPlaceBody[];
}
