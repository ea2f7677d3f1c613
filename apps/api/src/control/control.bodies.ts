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

/** A control code as a caller of the cluster API sends it. */
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

  @ApiPropertyOptional({ description: 'Bytes; absent is unlimited' })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_DWORD)
  readonly outBufferSize?: number;

  @ApiPropertyOptional({ description: 'Name or id of the node that shall answer' })
  @Optional()
  @IsString()
  readonly hostNode?: string;

  @ApiPropertyOptional({ description: 'For codes that only read: a position or an instant' })
  @Optional()
  @IsString()
  readonly at?: string;
}

/** Windows' answer. */
export class ControlAnswerBody {
  @ApiProperty({ description: "Windows' status is the answer" }) readonly status!: number;
  @ApiProperty() readonly statusName!: string;
  @ApiProperty() readonly bytesReturned!: number;
  @ApiProperty() readonly required!: number;
  @ApiProperty({ type: [String] }) readonly output!: string[];
  @ApiPropertyOptional({ description: 'base64' }) readonly outBuffer?: string;
  @ApiPropertyOptional() readonly operation?: string;
  @ApiProperty() readonly position!: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly events!: object[];
}

/** The same as a plain value. */
export type ControlAnswer = Readonly<{
  [Field in keyof ControlAnswerBody]: ControlAnswerBody[Field];
}>;
