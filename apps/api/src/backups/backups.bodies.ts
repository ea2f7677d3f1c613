import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Length, Matches } from 'class-validator';

import { type RegistryView } from '#registry';

import { DEPTH, VIEWS } from '../registry/registry.bodies.js';
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

export class BackupRegistryQuery {
  @ApiProperty() @IsString() readonly node!: string;

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
}
