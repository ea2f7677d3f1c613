import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_DWORD = 0xffffffff;
const MAX_EXPRESSION = 64 * 1024;

/** A DWORD of milliseconds, or a count. */
const Dword = (): PropertyDecorator => (target, key) => {
  ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MAX_DWORD })(target, key);
  Optional()(target, key);
  IsInt()(target, key);
  Min(0)(target, key);
  Max(MAX_DWORD)(target, key);
};

export class ResourcePropertiesBody {
  @ApiPropertyOptional({ enum: ['automatic', 'external'] })
  @Optional()
  @IsIn(['automatic', 'external'])
  readonly handler?: 'automatic' | 'external';

  @ApiPropertyOptional({ enum: ['continue', 'failResource'] })
  @Optional()
  @IsIn(['continue', 'failResource'])
  readonly onRestoreFailure?: 'continue' | 'failResource';

  @ApiPropertyOptional({ enum: [0, 1, 2] })
  @Optional()
  @IsIn([0, 1, 2])
  readonly restartAction?: 0 | 1 | 2;

  @Dword() readonly restartThreshold?: number;
  @Dword() readonly restartPeriod?: number;
  @Dword() readonly restartDelay?: number;
  @Dword() readonly retryPeriodOnFailure?: number;
  @Dword() readonly pendingTimeout?: number;
}

export class AddResourceBody extends ResourcePropertiesBody {
  @ApiProperty({ example: 'SQL Server' }) @IsString() @MaxLength(255) readonly name!: string;

  @ApiProperty({ example: 'Generic Service' }) @IsString() @MaxLength(255) readonly type!: string;

  @ApiProperty({ description: 'Name or id of a group' }) @IsString() readonly group!: string;
}

export class ConfigureResourceBody extends ResourcePropertiesBody {
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(255) readonly name?: string;

  @ApiPropertyOptional({ description: 'Name or id of the new group' })
  @Optional()
  @IsString()
  readonly group?: string;

  @ApiPropertyOptional({ example: '([IP 1] or [IP 2]) and [Disk]' })
  @Optional()
  @IsString()
  @MaxLength(MAX_EXPRESSION)
  readonly dependencyExpression?: string;
}

export class FlagsBody {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'The flags of the Ex form of the call, as Windows numbers them',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_DWORD)
  readonly flags?: number;
}

export class ReportBody {
  @ApiProperty({ enum: ['Online', 'Offline', 'Failed'] })
  @IsIn(['Online', 'Offline', 'Failed'])
  readonly state!: 'Online' | 'Offline' | 'Failed';
}
