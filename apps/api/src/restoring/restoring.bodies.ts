import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

import { type NamedPart } from '#application';
import { type Newer } from '#domain';

import { DatabasePathBody } from '../backups/backups.bodies.js';
import { CureBody } from '../cures/cures.bodies.js';
import { badRequest } from '../http/answer/http-problem.js';
import { Optional } from '../http/request/optional.js';

const NEWER = ['remove', 'keep'] as const satisfies readonly Newer[];
const MAX_NAME = 255;
const MAX_KEY = 32_767;

/** The part of the cluster that comes back: exactly one of them, a key with its node. */
export class RestoredPartBody {
  @ApiPropertyOptional({
    enum: [true],
    description: 'Configuration, checkpoints and stored copies of everything',
  })
  @Optional()
  @Equals(true)
  readonly cluster?: true;

  @ApiPropertyOptional({ description: 'With `cluster`: the registries of all nodes too' })
  @Optional()
  @IsBoolean()
  readonly includeNodes?: boolean;

  @ApiPropertyOptional({
    description: 'A group with its resources, by its name in the backup, or id',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly group?: string;

  @ApiPropertyOptional({ description: 'A resource, by its name in the backup, or id' })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly resource?: string;

  @ApiPropertyOptional({ description: 'The id of a checkpoint' })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly checkpoint?: string;

  @ApiPropertyOptional({
    description: 'A node, by name or id: its registry, and default providers',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly node?: string;

  @ApiPropertyOptional({ description: 'With `node`: one key with all below it, relative to HKLM' })
  @Optional()
  @IsString()
  @MaxLength(MAX_KEY)
  readonly key?: string;
}

export class RestoreBackupBody extends CureBody {
  @ApiProperty({ type: RestoredPartBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => RestoredPartBody)
  readonly what!: RestoredPartBody;

  @ApiProperty({
    enum: NEWER,
    description: 'What happens to things that are newer than the backup; there is no default',
  })
  @IsIn(NEWER)
  readonly newer!: Newer;

  @ApiPropertyOptional({
    description: 'Also changes live keys of resources that are online, and takes resources offline',
  })
  @Optional()
  @IsBoolean()
  readonly force?: boolean;
}

export class RestoreDatabaseBody extends DatabasePathBody {
  @ApiPropertyOptional({
    description:
      'The node that forms the cluster, by name or id; by default the only one that is up, with `force` the first one',
  })
  @Optional()
  @IsString()
  @MaxLength(MAX_NAME)
  readonly node?: string;

  @ApiPropertyOptional({
    description: 'Stops the other nodes for it, and changes live keys of resources that are online',
  })
  @Optional()
  @IsBoolean()
  readonly force?: boolean;
}

/**
 * The part that a body names.
 *
 * @throws HttpProblem 400 unless it names exactly one
 */
export const namedPart = (body: Readonly<RestoredPartBody>): NamedPart => {
  const [only, ...others] = PARTS.flatMap((part) => part(body) ?? []);
  if (only === undefined || others.length > 0)
    throw badRequest(
      '/what',
      'needs exactly one of cluster, group, resource, checkpoint and node: {"group": "SQL"}',
    );
  if (body.key !== undefined && !('node' in only))
    throw badRequest('/what/key', 'needs the node that has the key');
  if (body.includeNodes !== undefined && !('cluster' in only))
    throw badRequest('/what/includeNodes', 'needs "cluster": true');
  return only;
};

/** The parts that a body may name; each is undefined if the body does not. */
const PARTS: readonly ((body: Readonly<RestoredPartBody>) => NamedPart | undefined)[] = [
  ({ cluster, includeNodes = false }) => cluster && { cluster, includeNodes },
  ({ group }) => (group === undefined ? undefined : { group }),
  ({ resource }) => (resource === undefined ? undefined : { resource }),
  ({ checkpoint }) => (checkpoint === undefined ? undefined : { checkpoint }),
  ({ node, key }) => (node === undefined ? undefined : { node, ...(key !== undefined && { key }) }),
];
