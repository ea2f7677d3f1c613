import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

import { AsOfQuery } from '../http/request/as-of.js';
import { Optional } from '../http/request/optional.js';

const MAX_DWORD = 0xffffffff;
const MAX_NAME = 255;
const MAX_KEY = 64 * 1024;

class KeyBody {
  @ApiPropertyOptional({ description: 'Whether the keys may leave the node', default: true })
  @Optional()
  @IsBoolean()
  readonly exportable?: boolean;

  @ApiPropertyOptional({ description: 'A private key as PEM, PKCS #8' })
  @Optional()
  @IsString()
  @MaxLength(MAX_KEY)
  readonly pem?: string;

  @ApiPropertyOptional({ description: 'A PRIVATEKEYBLOB of CAPI, in base64' })
  @Optional()
  @IsString()
  @MaxLength(MAX_KEY)
  readonly blob?: string;
}

export class StoreContainerBody extends KeyBody {
  @ApiProperty({ description: 'Provider type', example: 24 })
  @IsInt()
  @Min(0)
  @Max(MAX_DWORD)
  readonly type!: number;

  @ApiPropertyOptional({ description: "The node's default provider of that type if absent" })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly provider?: string;

  @ApiProperty({ example: 'Contoso Service Key' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME)
  readonly container!: string;
}

export class ReplaceKeyBody extends KeyBody {}

export class ProviderBody {
  @ApiProperty({ example: 'Microsoft Enhanced RSA and AES Cryptographic Provider' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_NAME)
  readonly provider!: string;
}

export class ContainerQuery extends AsOfQuery {
  @ApiPropertyOptional({ description: 'Shows the private key, and records that' })
  @Optional()
  @IsIn(['true', 'false'])
  readonly reveal?: 'true' | 'false';
}
