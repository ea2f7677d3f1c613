import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString, MaxLength } from 'class-validator';
import { Optional } from '../core/optional.js';

const MAX_OWNERS = 64;

class OwnersBody {
  @ApiPropertyOptional({ type: [String], description: 'Names or ids of nodes, the best one first' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MAX_OWNERS)
  @ArrayUnique()
  @IsString({ each: true })
  readonly preferredOwners?: string[];
}

export class AddGroupBody extends OwnersBody {
  @ApiProperty({ example: 'SQL' }) @IsString() @MaxLength(255) readonly name!: string;

  @ApiPropertyOptional({ description: 'Name or id of a node' })
  @Optional()
  @IsString()
  readonly owner?: string;
}

export class ConfigureGroupBody extends OwnersBody {
  @ApiPropertyOptional() @Optional() @IsString() @MaxLength(255) readonly name?: string;
}

export class MoveGroupBody {
  @ApiPropertyOptional({ description: 'Name or id of a node; the best one without' })
  @Optional()
  @IsString()
  readonly to?: string;
}
