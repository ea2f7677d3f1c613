import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials } from '@grpc/grpc-js';

import { collect, newEvents, newStream } from './sample.js';
import { SERVER, serverUnderTest } from './server-under-test.js';

const { client, url } = serverUnderTest();
const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** The client can't filter a read of the log, but the protocol can. */
let bare: service.StreamsClient;

beforeAll(() => {
  bare = new service.StreamsClient(new URL(url()).host, credentials.createInsecure());
});

afterAll(() => {
  bare.close();
});

type Expression = Readonly<{ prefixes?: string[]; regex?: string }>;
const expressionOf = ({
  prefixes = [],
  regex = '',
}: Expression): streams.ReadReq.Options.FilterOptions.Expression =>
  new streams.ReadReq.Options.FilterOptions.Expression().setPrefixList(prefixes).setRegex(regex);

const byStream = (expression: Expression): streams.ReadReq.Options.FilterOptions =>
  new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(expressionOf(expression))
    .setCount(new shared.Empty());

const byType = (expression: Expression, window: number): streams.ReadReq.Options.FilterOptions =>
  new streams.ReadReq.Options.FilterOptions().setEventType(expressionOf(expression)).setMax(window);

const read = async (
  filter: streams.ReadReq.Options.FilterOptions,
  { isForwards, count }: Readonly<{ isForwards: boolean; count: number }>,
): Promise<string[]> => {
  const all = new streams.ReadReq.Options.AllOptions();
  const options = new streams.ReadReq.Options()
    .setAll(isForwards ? all.setStart(new shared.Empty()) : all.setEnd(new shared.Empty()))
    .setReadDirection(isForwards ? FORWARDS : BACKWARDS)
    .setCount(String(count))
    .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()))
    .setFilter(filter);
  const call = bare.read(new streams.ReadReq().setOptions(options));
  const responses = await collect(call as AsyncIterable<streams.ReadResp>);
  return responses.map((response) => {
    const event = response.getEvent()?.getEvent();
    const stream = Buffer.from(event?.getStreamIdentifier()?.getStreamName_asU8() ?? '').toString();
    return `${stream}@${event?.getStreamRevision()}`;
  });
};

describe(`${SERVER}: a filtered read of the log`, () => {
  test('has the matching events, in both directions, up to the limit', async () => {
    const [wanted, type] = [newStream('wanted'), newStream('type')];
    for (let n = 0; n < 3; n += 1) {
      await client().appendToStream(newStream('noise'), newEvents(50));
      await client().appendToStream(wanted, newEvents(20, type));
    }
    const all = Array.from({ length: 60 }, (_, n) => `${wanted}@${n}`);
    for (const filter of [
      byStream({ prefixes: ['nobody', wanted] }),
      byStream({ regex: `^${wanted}$` }),
      byType({ prefixes: [type] }, 7),
      byType({ regex: `^${type}$` }, 100),
    ]) {
      expect(await read(filter, { isForwards: true, count: 1000 })).toEqual(all);
      expect(await read(filter, { isForwards: true, count: 35 })).toEqual(all.slice(0, 35));
      expect(await read(filter, { isForwards: false, count: 35 })).toEqual(
        all.toReversed().slice(0, 35),
      );
    }
  });
});
