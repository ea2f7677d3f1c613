import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';

import { CureBody } from '../cures/cures.bodies.js';
import { Optional } from '../http/request/optional.js';

export class RestoreBody extends CureBody {
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
