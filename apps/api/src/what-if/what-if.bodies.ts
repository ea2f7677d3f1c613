import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { METHODS } from '../batch/methods.js';
import { MOMENT_FORMS } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';

const MAX_COMMANDS = 100;
const MAX_STEP = 1_000_000;
/** Ten years. */
const MAX_ADVANCE_MS = 10 * 366 * 24 * 60 * 60 * 1000;

class StepBody {
  @ApiProperty({
    minimum: 1,
    maximum: MAX_STEP,
    description: 'The number of a step in the report of the operation of the command before',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_STEP)
  readonly step!: number;
}

/** A command of a what-if. */
export class WhatIfCommandBody {
  @ApiProperty({ enum: METHODS }) @IsIn(METHODS) readonly method!: (typeof METHODS)[number];

  @ApiProperty({ example: '/v1/groups/SQL/move' })
  @IsString()
  @MaxLength(8192)
  readonly path!: string;

  /** The document has the body of each command: see `batchCommands`. */
  @ApiPropertyOptional({
    description: 'An object; the text of a .reg file if `contentType` says so',
  })
  @Optional()
  @IsDefined()
  readonly body?: object | string;

  @ApiPropertyOptional({ example: 'text/x-ms-regedit' })
  @Optional()
  @IsString()
  @MaxLength(255)
  readonly contentType?: string;

  @ApiPropertyOptional({ type: StepBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Nested(() => StepBody)
  readonly when?: StepBody;
}

/** The rules of a list of commands. */
const Commands = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [WhatIfCommandBody], maxItems: MAX_COMMANDS }),
    Optional(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_COMMANDS),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Nested(() => WhatIfCommandBody),
  );

/** Commands at a moment, or beside a past operation. */
export class WhatIfBody {
  @ApiPropertyOptional({ description: `${MOMENT_FORMS}; the present if absent` })
  @Optional()
  @IsString()
  readonly at?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: MAX_ADVANCE_MS,
    description: 'Milliseconds that pass after the last command',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_ADVANCE_MS)
  readonly advance?: number;

  @Commands() readonly commands?: WhatIfCommandBody[];

  @ApiPropertyOptional({ description: 'Id of a past operation' })
  @Optional()
  @IsString()
  @MaxLength(255)
  readonly operation?: string;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: MAX_STEP,
    description: 'A step of its report; without it, `with` stands in for the command',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_STEP)
  readonly step?: number;

  @Commands() readonly with?: WhatIfCommandBody[];
}
