import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';

import { type ClobberPolicy, type ServerState } from '#domain';

import { Optional } from '../http/request/optional.js';

export class ConfigureClusterBody {
  @ApiPropertyOptional({ enum: ['warn', 'deny'] })
  @Optional()
  @IsIn(['warn', 'deny'])
  readonly clobberPolicy?: ClobberPolicy;
}

export class ServerStateBody {
  @ApiProperty({ enum: ['read-only', 'read-write'] })
  @IsIn(['read-only', 'read-write'])
  readonly state!: ServerState;
}

export class AddTypeBody {
  @ApiProperty({ example: 'Contoso Service' }) @IsString() @MaxLength(255) readonly name!: string;
}
