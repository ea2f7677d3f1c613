import { type ResourceCommand } from '../src/resource/commands.js';
import { type ResourceEvent } from '../src/resource/events.js';
import { attempt, SECOND } from './stories.js';

export const beginOnline = (on = attempt(), persist = true): ResourceCommand => ({
  type: 'BeginOnline',
  data: { ...on, persist },
});
export const beginOffline = (on = attempt(SECOND, 2), persist = true): ResourceCommand => ({
  type: 'BeginOffline',
  data: { ...on, persist },
});
export const completeOnline = (on = attempt()): ResourceCommand => ({
  type: 'CompleteOnline',
  data: { ...on, nodeRevision: 11 },
});
export const completeOffline = (on = attempt(SECOND, 2)): ResourceCommand => ({
  type: 'CompleteOffline',
  data: { ...on, nodeRevision: 20 },
});
export const fenced = (epoch: number): ResourceEvent => ({
  type: 'ResourceFenced',
  data: { epoch },
});
