import { isUtf8 } from 'node:buffer';
import { type IncomingMessage } from 'node:http';

import { errorCodes, type FastifyRequest } from 'fastify';

import { HttpProblem } from '../http/answer/http-problem.js';
import { charsetLabel, unknownCharset } from '../http/request/media-type.js';
import { Budget, type Share } from './budget.js';
import { type Connections } from './connections.js';
import { brokenOff } from './broken-off.js';
import { type Limits } from './limits.js';
import { requireShallow } from './nesting.js';
import { type Pace } from './pace.js';
import { Turns } from './turns.js';

/**
 * The changes of any event fit: an event has one value of 512 KiB, or changes of 640 KiB of JSON in
 * which base64 becomes hexadecimal digits.
 */
const MAX_BODY = 2 * 1024 * 1024;
/** Bodies up to this size are accepted regardless of the memory in use, and parsed at once. */
const SMALL = 16 * 1024;

/** Parses a JSON text, and refuses keys that would reach a prototype. */
type Parse = (request: FastifyRequest, text: string) => Promise<unknown>;

/** Reads JSON bodies: whole, in time, shallow, and not too many large ones at once. */
export class JsonBodies {
  private readonly shares = new WeakMap<FastifyRequest, Share>();
  private readonly turns = new Turns();
  private readonly budget: Budget;

  constructor(
    private readonly connections: Connections,
    private readonly pace: Pace,
    { parse, limits }: Readonly<{ parse: Parse; limits: Limits }>,
  ) {
    const bounds = { count: Infinity, bytes: limits.jsonBytes };
    this.budget = new Budget(bounds, { slug: 'too-many-bodies', things: 'large JSON bodies' });
    this.parse = parse;
  }

  private readonly parse: Parse;

  /**
   * Parses a JSON body; undefined for an empty one.
   *
   * @throws HttpProblem 400 if the text is not JSON or is nested too deep, 408, 413, 415, 503
   */
  async read(request: FastifyRequest): Promise<unknown> {
    requirePlain(request);
    if (Number(request.headers['content-length']) > MAX_BODY)
      throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
    const bytes = await this.collect(request);
    if (bytes.length === 0) return undefined;
    if (bytes.length > SMALL) await this.turns.next();
    if (!isUtf8(bytes)) throw malformed(400, 'the body is not UTF-8');
    requireShallow(bytes);
    return this.parse(request, bytes.toString());
  }

  /** Releases the budget that the body of a request has held. */
  release(request: FastifyRequest): void {
    this.shares.get(request)?.release();
  }

  private collect(request: FastifyRequest): Promise<Buffer> {
    const { raw } = request;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const pieces: Buffer[] = [];
    let bytes = 0;
    const take = (piece: Buffer): void => {
      bytes += piece.length;
      pieces.push(piece);
      try {
        if (bytes > MAX_BODY) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
        if (bytes > SMALL)
          this.shareOf(request).grow(bytes - Math.max(SMALL, bytes - piece.length));
      } catch (error) {
        reject(error);
      }
    };
    const end = (): void => {
      resolve(pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces));
    };
    const failure = this.connections.failureOf(raw);
    if (failure !== undefined) reject(failure);
    const unwatch = this.pace.watch(raw, reject);
    const leave = listen(raw, { take, end, fail: reject });
    this.connections.invite(raw);
    return promise.finally(() => {
      unwatch();
      leave();
    });
  }

  private shareOf(request: FastifyRequest): Share {
    const known = this.shares.get(request);
    if (known !== undefined) return known;
    const share = this.budget.admit();
    this.shares.set(request, share);
    return share;
  }
}

type Ears = Readonly<{
  take: (piece: Buffer) => void;
  end: () => void;
  fail: (error: Error) => void;
}>;

/** Listens to a body; returns a function that ends this and leaves the rest unread. */
const listen = (raw: IncomingMessage, { take, end, fail }: Ears): (() => void) => {
  const broken = (): void => {
    fail(brokenOff());
  };
  raw.on('data', take).on('end', end).on('error', broken).on('close', broken);
  return () => {
    raw.off('data', take).off('end', end).off('close', broken);
    if (!raw.complete) raw.pause();
  };
};

/**
 * @throws HttpProblem 415 for an encoding other than plain UTF-8
 */
const requirePlain = ({ headers }: FastifyRequest): void => {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw malformed(415, `the content-encoding "${encoding}" is not supported`, 'content-encoding');
  const charset = charsetLabel(headers['content-type']);
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw unknownCharset(charset);
};

const malformed = (status: number, detail: string, header?: string): HttpProblem => {
  const pointer = header === undefined ? '' : `/headers/${header}`;
  return new HttpProblem(status, 'malformed-request', { detail, errors: [{ pointer, detail }] });
};
