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

  @ApiPropertyOptional({
    enum: ['refuse', 'allow'],
    description:
      'Whether a registry key may be missing on the owner; it is then captured once it exists; refused by default',
  })
  @Optional()
  @IsIn(['refuse', 'allow'])
  readonly missing?: 'refuse' | 'allow';
}
