import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString } from 'class-validator';

import { type RegistryView } from '#registry';

import { Optional } from '../http/request/optional.js';

export class AddCheckpointBody {
  @ApiPropertyOptional({ enum: ['registry', 'crypto'], default: 'registry' })
  @Optional()
  @IsIn(['registry', 'crypto'])
  readonly kind: 'registry' | 'crypto' = 'registry';

  @ApiProperty({
    description: 'Relative to HKLM; for a crypto checkpoint, Type\\Provider\\Container',
  })
  @IsString()
  readonly key!: string;

  @ApiPropertyOptional({ enum: ['64-bit', '32-bit'], default: '64-bit' })
  @Optional()
  @IsIn(['64-bit', '32-bit'])
  readonly view: RegistryView = '64-bit';
}
