import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBase64, IsInt, IsString, Max, MaxLength, Min, registerDecorator } from 'class-validator';
import { Optional } from '../http/request/optional.js';

const MAX_DWORD = 0xffffffff;
const MAX_INPUT = 1024 * 1024;

const isCode = (value: unknown): boolean =>
  typeof value === 'string' ||
  (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_DWORD);

/** A name, an unsigned 32-bit number, or a number as text. */
const IsControlCode = (): PropertyDecorator => (target, property) => {
  registerDecorator({
    name: 'isControlCode',
    target: target.constructor,
    propertyName: String(property),
    validator: {
      validate: isCode,
      defaultMessage: () => 'controlCode must be a name, an unsigned 32-bit number, or "0x…"',
    },
  });
};

/** A control code call, with the fields of the Windows cluster API. */
export class ControlBody {
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    example: 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT',
  })
  @IsControlCode()
  readonly controlCode!: string | number;

  @ApiPropertyOptional({ description: 'The input as text' })
  @Optional()
  @IsString()
  @MaxLength(MAX_INPUT)
  readonly input?: string;

  @ApiPropertyOptional({ description: "The caller's UTF-16LE buffer, in base64" })
  @Optional()
  @IsBase64()
  @MaxLength(MAX_INPUT)
  readonly inBuffer?: string;

  @ApiPropertyOptional({ description: 'Size of the output buffer in bytes; unlimited by default' })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_DWORD)
  readonly outBufferSize?: number;

  @ApiPropertyOptional({ description: 'Name or id of the node that must answer' })
  @Optional()
  @IsString()
  readonly hostNode?: string;

  @ApiPropertyOptional({ description: 'A position, an instant or a tag; only for codes that read' })
  @Optional()
  @IsString()
  readonly at?: string;
}
