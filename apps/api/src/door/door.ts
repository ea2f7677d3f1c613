import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

import { type AnsweredRequest } from '../http/answer/answered.js';
import { type HttpProblem } from '../http/answer/http-problem.js';
import { toProblem } from '../http/answer/problem.js';
import { type Settings } from '../start/settings.js';
import { hasRest } from '../wire/rest.js';
import { type RequestHead } from './request-head.js';
import { hostRefusal } from './host.js';
import { originRefusal } from './origin.js';
import { BARE_HEADERS } from './security-headers.js';

/**
 * Checks the host that a request names and the page that it comes from, before routing and before
 * any body is read.
 */
export class Door {
  /**
   * The lower-case names by which requests may call this server, besides addresses and `localhost`.
   */
  private readonly names: ReadonlySet<string>;

  constructor(
    { host, allowedHosts }: Pick<Settings, 'host' | 'allowedHosts'>,
    /** Called for every refused request. */
    private readonly onRefused: (asked: AnsweredRequest) => void,
  ) {
    this.names = new Set([host.toLowerCase(), ...allowedHosts]);
  }

  /** The refusal of a request; undefined if the request is let in. */
  refusal(asked: RequestHead): HttpProblem | undefined {
    return hostRefusal(asked, this.names) ?? originRefusal(asked);
  }

  /** Passes on the requests that are let in, and refuses the others. */
  before(handler: RequestListener): RequestListener {
    return (request, response) => {
      const refusal = this.refusal(request);
      if (refusal === undefined) handler(request, response);
      else void this.refuse(refusal, request, response);
    };
  }

  /** Answers. Where a body is still on its way, the connection ends with the answer. */
  private async refuse(
    refusal: HttpProblem,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = '', url = '' } = request;
    const body = JSON.stringify(toProblem(refusal));
    const isCut = await hasRest(request);
    response.writeHead(refusal.status, {
      ...BARE_HEADERS,
      ...(isCut && { connection: 'close' }),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
    this.onRefused({ method, url, status: refusal.status, seconds: 0 });
  }
}
