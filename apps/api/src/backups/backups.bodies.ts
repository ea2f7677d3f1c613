import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';

import { type HiveForm, type RegistryView } from '#registry';

import { HiveFormat } from '../registry/hives/hive-answer.js';
import { DEPTH, VIEWS } from '../registry/registry.bodies.js';
import { Optional } from '../http/request/optional.js';

const MAX_NAME = 255;
const MAX_PATH = 1000;
const MAX_CRON = 1000;
const MAX_KEPT = 1_000_000;
const MAX_DAYS = 36_525;

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

export class DatabasePathBody {
  @ApiProperty({ description: 'A folder that exists, at or below the folder of backups' })
  @IsString()
  @Length(1, MAX_PATH)
  readonly path!: string;
}

export class SetScheduleBody extends DatabasePathBody {
  @ApiProperty({
    description: 'Minute, hour, day of the month, month and day of the week, in UTC',
    example: '0 3 * * *',
  })
  @IsString()
  @Length(1, MAX_CRON)
  readonly cron!: string;

  @ApiPropertyOptional({
    description: 'The number of newest scheduled backups that are kept',
    type: 'integer',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_KEPT)
  readonly keepLast?: number;

  @ApiPropertyOptional({
    description: 'The number of days that a scheduled backup is kept',
    type: 'integer',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_DAYS)
  readonly keepFor?: number;
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

  @HiveFormat() readonly format?: HiveForm;
}
