import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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

import { type RegistryView } from '#registry';

import { badRequest } from '../http/answer/http-problem.js';
import { Optional } from '../http/request/optional.js';
import { ChangeBody, MAX_CHANGES, VIEWS } from '../registry/registry.bodies.js';

const MAX_EXPECT = 128;
const MAX_MOMENT = 128;

/** The fields of every cure. A cure needs a reason unless dryRun is true. */
export class CureBody {
  @ApiPropertyOptional({ description: 'Shows the effect and changes nothing' })
  @Optional()
  @IsBoolean()
  readonly dryRun?: boolean;

  @ApiPropertyOptional({
    description: 'The `expect` of a dry run; answered with 412 if the state has changed since then',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_EXPECT)
  readonly expect?: string;
}

/** A moment: a position, an instant or a tag. */
export class MomentBody {
  @ApiProperty({ description: 'A position, an instant (RFC 3339 with an offset) or a tag' })
  @IsString()
  @MaxLength(MAX_MOMENT)
  readonly at!: string;
}

/** A capture or a moment. */
export class CaptureOrMomentBody {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Number of a capture' })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly capture?: number;

  @ApiPropertyOptional({ description: 'A position, an instant (RFC 3339 with an offset) or a tag' })
  @Optional()
  @IsString()
  @MaxLength(MAX_MOMENT)
  readonly at?: string;
}

export class RevertCheckpointBody extends CureBody {
  @ApiProperty({ type: CaptureOrMomentBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CaptureOrMomentBody)
  readonly to!: CaptureOrMomentBody;
}

export class RevertBody extends CureBody {
  @ApiProperty({ type: MomentBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => MomentBody)
  readonly to!: MomentBody;
}

export class RevertRegistryBody extends RevertBody {
  @ApiProperty({ description: 'Relative to HKLM' })
  @IsString()
  readonly key!: string;

  @ApiPropertyOptional({
    description: 'A value; the key with everything below it by default',
  })
  @Optional()
  @IsString()
  readonly name?: string;

  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';
}

export class RestoreAllBody extends CureBody {
  @ApiPropertyOptional({ description: 'Restores also while a resource is online' })
  @Optional()
  @IsBoolean()
  readonly force?: boolean;
}

export class ChangeCopyBody extends CureBody {
  @ApiProperty({ type: [ChangeBody], maxItems: MAX_CHANGES })
  @IsArray()
  @ArrayMaxSize(MAX_CHANGES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ChangeBody)
  readonly changes!: ChangeBody[];
}

/**
 * The goal of a revert of a checkpoint.
 *
 * @throws HttpProblem 400 unless there is exactly one of the two fields
 */
export const goalOf = ({
  capture,
  at,
}: Readonly<CaptureOrMomentBody>): Readonly<{ capture: number } | { at: string }> => {
  if (capture !== undefined && at === undefined) return { capture };
  if (at !== undefined && capture === undefined) return { at };
  throw badRequest('/to', 'needs a capture or a moment: {"capture": 3} or {"at": "..."}');
};
