import { once } from 'node:events';

import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type handleServerStreamingCall, type ServerWritableStream } from '@grpc/grpc-js';

import { attempt, type Failure } from './attempt.js';
import { readAll } from './read-all.js';
import { readStream } from './read-stream.js';
import { accessDenied, notReady, refusalFor, timedOut, type Refusal } from './refusal.js';
import { type Served } from './served.js';
import { subscribeToAll } from './subscribe-to-all.js';
import { subscribeToStream } from './subscribe-to-stream.js';

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
export type Responses = AsyncIterable<streams.ReadResp>;

/** Serves reads and subscriptions: one call with different options. */
export const serveRead =
  (served: Served): handleServerStreamingCall<streams.ReadReq, streams.ReadResp> =>
  (call) => {
    const gone = new AbortController();
    call.on('cancelled', () => {
      gone.abort();
    });
    answer(served, call, gone.signal).then(
      () => {
        call.end();
      },
      (error: unknown) => {
        if (!gone.signal.aborted) call.emit('error', refusalFor(error));
      },
    );
  };

const answer = async (served: Served, call: Call, gone: AbortSignal): Promise<void> => {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options();
  const responses = await attempt(served, {
    operation: options.hasSubscription() ? 'subscribe' : 'read',
    peer: call.getPeer(),
    act: () => responsesTo(served, options, gone),
  });
  if ('kind' in responses) throw refusalOf(responses);
  await send(call, responses, gone);
};

const refusalOf = ({ kind }: Failure): Refusal => {
  switch (kind) {
    case 'timed-out':
      return timedOut('Read timeout');
    case 'not-ready':
      return notReady();
    case 'access-denied':
      return accessDenied();
  }
};

const responsesTo = (
  served: Served,
  options: streams.ReadReq.Options,
  gone: AbortSignal,
): Responses => {
  if (options.hasSubscription())
    return options.hasAll()
      ? subscribeToAll(served, options, gone)
      : subscribeToStream(served, options, gone);
  return options.hasAll() ? readAll(served.log, options, gone) : readStream(served.log, options);
};

/** Sends the next response only when the client has taken the earlier ones. */
const send = async (call: Call, responses: Responses, gone: AbortSignal): Promise<void> => {
  for await (const response of responses) {
    if (gone.aborted) return;
    if (!call.write(response)) await once(call, 'drain', { signal: gone });
  }
};
