import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_NAME = 255;
const MAX_PATH = 1000;

export class TakeBackupBody {
  @ApiPropertyOptional({ description: 'A name for people; several backups may have it' })
  @Optional()
  @IsString()
  @Length(1, MAX_NAME)
  readonly name?: string;

  @ApiPropertyOptional({
    description: 'A new file, below the folder of backups, for the archive; none by default',
  })
  @Optional()
  @IsString()
  @Length(1, MAX_PATH)
  readonly path?: string;
}
