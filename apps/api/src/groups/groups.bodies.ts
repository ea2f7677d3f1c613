import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_OWNERS = 64;

const MAX_DWORD = 0xffffffff;
const MAX_FAILOVER_HOURS = 1193;
const LAST_HOUR = 23;

/** A whole number in a range. */
const Whole =
  (minimum: number, maximum: number): PropertyDecorator =>
  (target, key) => {
    ApiPropertyOptional({ type: 'integer', minimum, maximum })(target, key);
    Optional()(target, key);
    IsInt()(target, key);
    Min(minimum)(target, key);
    Max(maximum)(target, key);
  };

class PolicyBody {
  @ApiPropertyOptional({
    type: [String],
    description: 'Names or ids of nodes, the most preferred first',
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MAX_OWNERS)
  @ArrayUnique()
  @IsString({ each: true })
  readonly preferredOwners?: string[];

  @Whole(0, MAX_DWORD) readonly failoverThreshold?: number;
  @Whole(0, MAX_FAILOVER_HOURS) readonly failoverPeriod?: number;
  @Whole(-1, LAST_HOUR) readonly failbackWindowStart?: number;
  @Whole(-1, LAST_HOUR) readonly failbackWindowEnd?: number;

  @ApiPropertyOptional({ enum: [0, 1] })
  @Optional()
  @IsIn([0, 1])
  readonly autoFailbackType?: 0 | 1;
}

export class AddGroupBody extends PolicyBody {
  @ApiProperty({ example: 'SQL' }) @IsString() @MaxLength(255) readonly name!: string;

  @ApiPropertyOptional({ description: 'Name or id of a node' })
  @Optional()
  @IsString()
  readonly owner?: string;
}

export class ConfigureGroupBody extends PolicyBody {
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(255) readonly name?: string;
}

export class MoveGroupBody {
  @ApiPropertyOptional({ description: 'Name or id of a node; the best node if absent' })
  @Optional()
  @IsString()
  readonly to?: string;

  @Whole(0, MAX_DWORD) readonly flags?: number;
}

export class BringGroupBody {
  @Whole(0, MAX_DWORD) readonly flags?: number;
}
