import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';

const MAX_OWNERS = 64;

export class AddGroupBody {
  @ApiProperty({ example: 'SQL' }) @IsString() @MaxLength(255) readonly name!: string;

  @ApiPropertyOptional({ description: 'Name or id of a node' })
  @IsOptional()
  @IsString()
  readonly owner?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_OWNERS)
  @ArrayUnique()
  @IsString({ each: true })
  readonly preferredOwners?: string[];
}

export class ConfigureGroupBody {
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(255) readonly name?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_OWNERS)
  @ArrayUnique()
  @IsString({ each: true })
  readonly preferredOwners?: string[];
}

export class MoveGroupBody {
  @ApiPropertyOptional({ description: 'Name or id of a node; the best one without' })
  @IsOptional()
  @IsString()
  readonly to?: string;
}
