import { type EventSelection } from '#application';

/** The filters of a query of events. */
export const selectionOf = (query: EventSelection): EventSelection => {
  const { stream, type, node, group, resource, checkpoint, key, view } = query;
  const { actor, operation, rule, from, to } = query;
  return {
    ...{ stream, type, node, group, resource, checkpoint, key, view },
    ...{ actor, operation, rule, from, to },
  };
};
