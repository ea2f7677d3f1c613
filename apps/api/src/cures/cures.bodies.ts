import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { badRequest } from '../http/answer/http-problem.js';
import { Optional } from '../http/request/optional.js';

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
