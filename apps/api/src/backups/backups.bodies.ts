import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_NAME = 255;

export class TakeBackupBody {
  @ApiPropertyOptional({ description: 'A name for people; several backups may have it' })
  @Optional()
  @IsString()
  @Length(1, MAX_NAME)
  readonly name?: string;
}
