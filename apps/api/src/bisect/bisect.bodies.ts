import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

import { type RegistryView } from '#registry';

import { Optional } from '../http/request/optional.js';
import { ValueBody, VIEWS } from '../registry/registry.bodies.js';

const MAX_MOMENT = 128;
const MAX_PATH = 32_767;
const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'];
const STATES = [
  ...['Online', 'Offline', 'Failed', 'OnlinePending', 'OfflinePending', 'Initializing'],
  ...['PartialOnline', 'Pending', 'Up', 'Down', 'Paused'],
];

/** A value of a node: exactly one of `is`, `isNot` and `missing`. */
export class ValuePredicateBody {
  @ApiProperty() @IsString() readonly node!: string;
  @ApiProperty() @IsString() @MaxLength(MAX_PATH) readonly key!: string;
  @ApiProperty({ description: "'' is the default value" })
  @IsString()
  @MaxLength(MAX_PATH)
  readonly name!: string;
  @ApiPropertyOptional({ enum: VIEWS, default: '64-bit' })
  @Optional()
  @IsIn(VIEWS)
  readonly view: RegistryView = '64-bit';
  @ApiPropertyOptional({ type: ValueBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ValueBody)
  readonly is?: ValueBody;
  @ApiPropertyOptional({ type: ValueBody, description: 'Another value, or none' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ValueBody)
  readonly isNot?: ValueBody;
  @ApiPropertyOptional() @Optional() @IsBoolean() readonly missing?: boolean;
}

/** The state of exactly one of a resource, a group and a node. */
export class StatePredicateBody {
  @ApiPropertyOptional() @Optional() @IsString() readonly resource?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly group?: string;
  @ApiPropertyOptional() @Optional() @IsString() readonly node?: string;
  @ApiProperty({ enum: STATES }) @IsIn(STATES) readonly is!: string;
}

export class OwnerPredicateBody {
  @ApiProperty() @IsString() readonly group!: string;
  @ApiProperty({ description: 'A node' }) @IsString() readonly is!: string;
}

export class HashPredicateBody {
  @ApiProperty({ description: '`node:<node>` or `checkpoint:<id>`' })
  @IsString()
  readonly side!: string;
  @ApiProperty() @IsString() @MaxLength(MAX_MOMENT) readonly is!: string;
}

export class DriftPredicateBody {
  @ApiProperty() @IsString() readonly checkpoint!: string;
  @ApiProperty() @IsString() readonly node!: string;
}

/** Exactly one question. */
export class PredicateBody {
  @ApiPropertyOptional({ type: ValuePredicateBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ValuePredicateBody)
  readonly value?: ValuePredicateBody;
  @ApiPropertyOptional({ type: StatePredicateBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => StatePredicateBody)
  readonly state?: StatePredicateBody;
  @ApiPropertyOptional({ type: OwnerPredicateBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => OwnerPredicateBody)
  readonly owner?: OwnerPredicateBody;
  @ApiPropertyOptional({ type: HashPredicateBody })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => HashPredicateBody)
  readonly hash?: HashPredicateBody;
  @ApiPropertyOptional({
    type: DriftPredicateBody,
    description: 'True while the node and the stored copy differ',
  })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => DriftPredicateBody)
  readonly drift?: DriftPredicateBody;
  @ApiPropertyOptional({ enum: RULES, description: 'The last event of a broken rule' })
  @Optional()
  @IsIn(RULES)
  readonly violated?: string;
}

export class BisectBody {
  @ApiProperty({ type: PredicateBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PredicateBody)
  readonly when!: PredicateBody;
  @ApiPropertyOptional({ description: 'A moment; the beginning of the log by default' })
  @Optional()
  @IsString()
  @MaxLength(MAX_MOMENT)
  readonly from?: string;
  @ApiPropertyOptional({ description: 'A moment; the present by default' })
  @Optional()
  @IsString()
  @MaxLength(MAX_MOMENT)
  readonly to?: string;
}
