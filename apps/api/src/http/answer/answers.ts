import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiDefaultResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  type OpenAPIObject,
} from '@nestjs/swagger';

import { ReceiptBody } from './reply.js';

class FaultBody {
  @ApiProperty({ description: 'JSON pointer into the request' }) readonly pointer!: string;
  @ApiProperty() readonly detail!: string;
  @ApiPropertyOptional() readonly line?: number;
  @ApiPropertyOptional() readonly column?: number;
}

class Win32Body {
  @ApiProperty() readonly code!: number;
  @ApiProperty() readonly name!: string;
}

/** RFC 9457. */
export class ProblemBody {
  @ApiProperty() readonly type!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty() readonly status!: number;
  @ApiProperty() readonly detail!: string;
  @ApiPropertyOptional() readonly instance?: string;
  @ApiPropertyOptional({ type: Win32Body }) readonly win32?: Win32Body;
  @ApiPropertyOptional() readonly operation?: string;
  @ApiPropertyOptional({ description: 'The program that holds a subtree open' })
  readonly holder?: string;
  @ApiPropertyOptional({
    description: 'The last position at which a thing that is gone was there, for `at`',
  })
  readonly lastPosition?: string;
  @ApiPropertyOptional({ type: [FaultBody] }) readonly errors?: FaultBody[];
}

const problem = ApiDefaultResponse({ description: 'A problem', type: ProblemBody });

/** Schemas by name, in the form of OpenAPI. */
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The known properties of an answer that has others too. */
type Partly = Readonly<{ properties: Schemas }>;

/** A read: its operation id, its summary, and the schema of its answer. */
export const Reads = (
  operationId: string,
  summary: string,
  type?: Type | Partly,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary }),
    typeof type === 'function'
      ? ApiOkResponse({ description: summary, type })
      : ApiOkResponse({
          description: summary,
          schema: { type: 'object', additionalProperties: true, ...type },
        }),
    problem,
  );

const changes = (operationId: string, summary: string): MethodDecorator[] => [
  ApiOperation({ operationId, summary }),
  ApiHeader({ name: 'Idempotency-Key', required: false }),
  ApiHeader({ name: 'Tidemark-Actor', required: false }),
  problem,
];

/** A route that changes something. */
export const Changes = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ...changes(operationId, summary),
    ApiOkResponse({ description: 'The receipt', type: ReceiptBody }),
    ApiAcceptedResponse({ description: 'Still running', type: ReceiptBody }),
  );

/** A route that creates something. */
export const Creates = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    ...changes(operationId, summary),
    ApiCreatedResponse({ description: 'The receipt', type: ReceiptBody }),
  );
