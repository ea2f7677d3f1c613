import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';

import { EVENT_TYPES } from '#domain';
import { type RegistryView } from '#registry';

import { AsOfQuery, MOMENT_FORMS } from '../http/request/as-of.js';
import { PageQuery } from '../http/request/paging.js';
import { Optional } from '../http/request/optional.js';
import { VIEWS } from '../registry/registry.bodies.js';

const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'];

/** The filters of events, in a list and in a stream. */
export class EventFilterQuery {
  @ApiPropertyOptional() @Optional() @IsString() readonly stream?: string;
  @ApiPropertyOptional({ enum: EVENT_TYPES })
  @Optional()
  @IsIn(EVENT_TYPES)
  readonly type?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly group?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly checkpoint?: string;
  @ApiPropertyOptional({
    description:
      'A key as the view shows it; selects changes of it and of keys below it, and deletions of keys above it',
  })
  @Optional()
  @IsString()
  readonly key?: string;
  @ApiPropertyOptional({ description: 'The view of `key`', enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view?: RegistryView;
  @ApiPropertyOptional() @Optional() @IsString() readonly actor?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly operation?: string;
  @ApiPropertyOptional({ enum: RULES })
  @Optional()
  @IsIn(RULES)
  readonly rule?: string;
  @ApiPropertyOptional({ description: `The first event: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly from?: string;
  @ApiPropertyOptional({ description: `The last event: ${MOMENT_FORMS}` })
  @Optional()
  @IsString()
  readonly to?: string;
}

export class EventsQuery extends IntersectionType(EventFilterQuery, PageQuery) {
  @ApiPropertyOptional({ enum: ['oldest', 'newest'], default: 'oldest' })
  @Optional()
  @IsIn(['oldest', 'newest'])
  readonly order: 'oldest' | 'newest' = 'oldest';
  @ApiPropertyOptional({
    description: `Begins in the middle, with the events before and after ${MOMENT_FORMS}; \`prev\` and \`next\` lead on`,
  })
  @Optional()
  @IsString()
  readonly around?: string;
}

/** The request of a receipt: one of its key and its operation. */
export class ReceiptQuery extends AsOfQuery {
  @ApiPropertyOptional({ description: 'The Idempotency-Key of the request of this actor' })
  @Optional()
  @IsString()
  @Length(1, 255)
  readonly key?: string;
  @ApiPropertyOptional({ description: 'The operation of the request' })
  @Optional()
  @IsString()
  @Length(1, 255)
  readonly operation?: string;
}
