import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

import { Optional } from '../http/request/optional.js';

const MAX_DWORD = 0xffffffff;

export class AddNodeBody {
  @ApiProperty({ example: 'node-a' })
  @IsString()
  @MaxLength(255)
  readonly name!: string;
}

export class DrainBody {
  @ApiPropertyOptional({ description: 'Name or id of the node that takes the groups' })
  @Optional()
  @IsString()
  readonly target?: string;

  @ApiPropertyOptional({ description: 'Takes groups that cannot move offline in place' })
  @Optional()
  @IsBoolean()
  readonly force?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Flags of PauseClusterNodeEx: 4 waits for a node that can take the groups; 1 and 2 change nothing here',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_DWORD)
  readonly flags?: number;
}

export class StartBody {
  @ApiPropertyOptional({
    description: 'Whether the groups stay offline until they are brought online',
  })
  @Optional()
  @IsBoolean()
  readonly ignorePersistentState?: boolean;
}

export class PauseBody extends DrainBody {
  @ApiPropertyOptional({ description: 'Whether its groups move away' })
  @Optional()
  @IsBoolean()
  readonly drain?: boolean;
}

export class ResumeBody {
  @ApiPropertyOptional({ enum: ['none', 'immediate', 'policy'], default: 'none' })
  @Optional()
  @IsIn(['none', 'immediate', 'policy'])
  readonly failback?: 'none' | 'immediate' | 'policy';
}

export class HoldBody {
  @ApiProperty({
    description: 'Name of the program that holds the subtree open',
    example: 'winlogon.exe',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  readonly holder!: string;
}
