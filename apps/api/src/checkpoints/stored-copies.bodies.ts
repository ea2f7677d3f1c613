import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_EXPECT = 128;

/** The body of a recapture; a restore has these fields too. Both need a reason unless dryRun is true. */
export class RecaptureBody {
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

export class RestoreBody extends RecaptureBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Number of the capture; the newest by default',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly capture?: number;

  @ApiPropertyOptional({ description: 'Restores also while the resource is online' })
  @Optional()
  @IsBoolean()
  readonly force?: boolean;
}
