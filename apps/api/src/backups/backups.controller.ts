import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';

import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';

import {
  GetBackup,
  GetRegistryKey,
  ListBackups,
  RunningCluster,
  type FoundBackup,
} from '#application';
import { Engine } from '#engine';

import { Begins, Lists, Reads, ReadsWith, Refuses, Tells } from '../http/answer/answers.js';
import { CACHE_CONTROL, CONTENT_DISPOSITION, VARY } from '../http/answer/headers.js';
import { badRequest, type HttpProblem } from '../http/answer/http-problem.js';
import { type List } from '../http/answer/reply.js';
import { asOf, AsOfQuery, noteIn } from '../http/request/as-of.js';
import { pageOf, pagingOf, PageQuery } from '../http/request/paging.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { JOB, type JobShape } from '../jobs/job-schemas.js';
import { jobShape } from '../jobs/job-shape.js';
import { momentShape } from '../questions/moment-shape.js';
import { REG_TEXT, REGISTRY_VIEW } from '../registry/registry-schemas.js';
import { HIVE, HIVE_BYTES, HIVE_NOTICE } from '../registry/hives/hive-answer.js';
import { REG_FILE } from '../registry/registry-streams.js';
import { depthOf, formOf, registryAnswer } from '../registry/registry-answer.js';
import { BackupRegistryQuery } from './backups.bodies.js';
import { ARCHIVE, ArchiveUpload, TAKES_ARCHIVE } from './archive-upload.js';
import { ARCHIVE_BYTES, BACKUP, BACKUP_WITH_MANIFEST, type BackupShape } from './backup-schemas.js';
import { backupShape } from './backup-shape.js';

/** Cuts of the log that can be trusted. */
@ApiTags('backups')
@Controller('v1/backups')
export class BackupsController {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly engine: Engine,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Lists('listBackups', 'Lists the backups, newest first', BACKUP)
  async list(
    @Query() query: PageQuery,
    @Ctx() context: RequestContext,
  ): Promise<List<BackupShape>> {
    const paging = pagingOf(this.cluster, query, context);
    const { moment, backups } = await this.queries.execute(new ListBackups(paging.asOf));
    noteIn(context.reply, moment);
    const { items, next } = pageOf(backups, paging, ({ id }) => id);
    return { items: items.map((backup) => backupShape(this.cluster, backup)), next };
  }

  @Get(':id')
  @Reads('getBackup', 'Returns a backup with its manifest', BACKUP_WITH_MANIFEST)
  async get(
    @Param('id') id: string,
    @Query() query: AsOfQuery,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const found = await this.queries.execute(new GetBackup(asOf(query, context), { id }));
    const { moment, backup, manifest } = found;
    noteIn(context.reply, moment);
    return {
      ...backupShape(this.cluster, backup),
      moment: momentShape(this.cluster.reads, moment),
      manifest,
    };
  }

  @Get(':id/registry')
  @ReadsWith(
    [
      'getBackupRegistry',
      "A node's registry as a backup has it, as JSON, as a .reg file or as a hive",
    ],
    REGISTRY_VIEW,
    {
      types: { [REG_FILE]: REG_TEXT, [HIVE]: HIVE_BYTES },
      headers: { ...VARY, ...HIVE_NOTICE },
    },
  )
  @Refuses(404, 422)
  @Header('vary', 'accept')
  async registry(
    @Param('id') id: string,
    @Query() query: BackupRegistryQuery,
    @Ctx() context: RequestContext,
    @Req() { headers }: FastifyRequest,
  ): Promise<object> {
    const form = formOf(headers.accept, query);
    const { cut } = await this.queries.execute(new GetBackup({}, { id }));
    const { node, key, view } = query;
    const depth = form.kind === 'json' ? depthOf(query) : 'all';
    const asked = new GetRegistryKey({ at: String(cut.position) }, { node, key, view, depth });
    const found = await this.queries.execute(asked);
    noteIn(context.reply, found.moment);
    return registryAnswer(this.cluster, found, { ...form, reply: context.reply });
  }

  @Get(':id/archive')
  @Header('cache-control', 'no-store, no-transform')
  @Tells(['getBackupArchive', 'Gives out a backup as a file'], undefined, {
    types: { [ARCHIVE]: ARCHIVE_BYTES },
    headers: { ...CACHE_CONTROL, ...CONTENT_DISPOSITION },
  })
  @Refuses(409, 507)
  async archive(@Param('id') id: string): Promise<StreamableFile> {
    const found = await this.queries.execute(new GetBackup({}, { id }));
    const known = found.backup.archive && this.engine.archives.found(found.backup.archive);
    const file = known ?? (await this.engine.archives.writeAside(...asArchive(found)));
    const { size: length } = await stat(file);
    const stream = createReadStream(file);
    if (known === undefined) stream.once('close', () => void rm(file, { force: true }));
    const disposition = `attachment; filename="tidemark-${id}.tar.zst"`;
    return new StreamableFile(stream, { type: ARCHIVE, length, disposition });
  }

  @Post(':id/verify')
  @HttpCode(202)
  @Begins('verifyBackup', 'Folds everything up to the cut again, and compares every hash', JOB)
  async verify(@Param('id') id: string, @Ctx() { reply }: RequestContext): Promise<JobShape> {
    const { backup, cut } = await this.queries.execute(new GetBackup({}, { id }));
    const { cut: last, rootHash, nodes } = backup;
    const claims = { cut: last, rootHash, nodes };
    const input = { upTo: cut.position, claims };
    const job = await this.engine.jobs.start('verify-backup', input, backup.id);
    reply.location = `/v1/jobs/${job.id}`;
    return jobShape(job);
  }

  @Post('verify')
  @HttpCode(202)
  @RouteConfig(TAKES_ARCHIVE)
  @ApiConsumes(ARCHIVE)
  @ApiBody({ schema: ARCHIVE_BYTES })
  @Begins('verifyArchive', 'Reads an archive, folds its events, and compares every hash', JOB)
  async verifyArchive(@Body() body: unknown, @Ctx() { reply }: RequestContext): Promise<JobShape> {
    if (!(body instanceof ArchiveUpload)) throw noArchive();
    const { jobs } = this.engine;
    const job = await jobs.start('verify-archive', { file: body.file, isTemporary: true });
    body.keep();
    reply.location = `/v1/jobs/${job.id}`;
    return jobShape(job);
  }
}

/** The refusal of a request without an archive. */
const noArchive = (): HttpProblem => badRequest('', 'the body has to be an archive');

/** A backup as its archive tells it. */
const asArchive = ({
  backup,
  cut,
  manifest,
}: FoundBackup): Parameters<Engine['archives']['writeAside']> => [
  cut.position,
  {
    ...{ id: backup.id, name: backup.name ?? null, cut: backup.cut, rootHash: backup.rootHash },
    ...{ takenAt: new Date(backup.at).toISOString(), content: manifest },
  },
];
