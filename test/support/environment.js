import vm from 'node:vm';

import { TestEnvironment } from 'jest-environment-node';

import './compiled.js';
import { faultBySchema } from './document/checks.js';

const { createContext, constants } = vm;
/** As deep as a failure is read. Jest takes a stack for every expectation, and asks for 100 frames. */
const FRAMES = 20;

/**
 * Jest's environment over a plain global object. Node.js looks up each global name of a context that
 * it wraps around another object by a call of its own, at about 200 ns for every `Math` and `Number`.
 */
export default class PlainEnvironment extends TestEnvironment {
  constructor(...how) {
    vm.createContext = () => createContext(constants.DONT_CONTEXTIFY);
    try {
      super(...how);
    } finally {
      vm.createContext = createContext;
    }
    this.global.Error.stackTraceLimit = FRAMES;
    this.global.faultBySchema = faultBySchema;
  }
}
