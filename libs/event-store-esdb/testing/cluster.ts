import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { type Server } from '@grpc/grpc-js';

import { type Endpoint } from './wire.js';

const SERVER_VERSION = '23.10.8';
const STREAMS = 'event_store.client.streams.streams';
const MEMBER = '5d1f6d1c-7a5a-4b5e-8a43-6f2b1c0d9e11';

/** The features of the stand-in, in the server's words. The client does not call others. */
const METHODS: readonly (readonly [name: string, features: readonly string[]])[] = [
  ['read', ['position', 'events']],
  ['append', []],
  ['batchappend', ['deadline_duration']],
  ['delete', []],
  ['tombstone', []],
];

/**
 * Serves the client's first questions: the features of the server, and the address of its leader.
 */
export const addCluster = (server: Server, endpoint: () => Endpoint): void => {
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (
      _: unknown,
      answer: (error: null, it: features.SupportedMethods) => void,
    ) => {
      answer(null, supportedMethods());
    },
  });
  server.addService(gossipService.GossipService, {
    read: (_: unknown, answer: (error: null, it: gossip.ClusterInfo) => void) => {
      answer(null, new gossip.ClusterInfo().setMembersList([leader(endpoint())]));
    },
  });
};

const supportedMethods = (): features.SupportedMethods =>
  new features.SupportedMethods().setEventStoreServerVersion(SERVER_VERSION).setMethodsList(
    METHODS.map(([name, list]) =>
      new features.SupportedMethod()
        .setServiceName(STREAMS)
        .setMethodName(name)
        .setFeaturesList([...list]),
    ),
  );

/** A cluster of one. */
const leader = ({ host, port }: Endpoint): gossip.MemberInfo =>
  new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString(MEMBER))
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
