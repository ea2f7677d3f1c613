import { reasonOf } from '#event-store';
import { compareInFile, ReadModelDamaged } from '#read-models';

import { type ComparisonOrder, type ComparisonReport } from './comparing-messages.js';

/** Carries an order out; an error becomes a report too. */
export const carryOut = ({ id, asked }: ComparisonOrder): ComparisonReport => {
  try {
    return { id, compared: compareInFile(asked) };
  } catch (error) {
    return error instanceof ReadModelDamaged
      ? { id, failure: error.what, isDamage: true }
      : { id, failure: reasonOf(error), isDamage: false };
  }
};
