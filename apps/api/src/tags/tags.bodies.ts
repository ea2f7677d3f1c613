import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';

import { Optional } from '../http/request/optional.js';

export class SetTagBody {
  @ApiPropertyOptional({
    description:
      'A position, an instant (RFC 3339 with offset) or another tag; by default the present',
  })
  @Optional()
  @IsString()
  readonly at?: string;
}
