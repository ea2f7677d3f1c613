import { type UseQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from './client.js';

type Report = Schemas['OperationReport'];

/** The report of an operation at a moment; the API has it as a text too. */
export const useOperationReport = (
  id: string,
  at: Readonly<{ at?: string }>,
): UseQueryResult<Report, Schemas['Problem']> =>
  api.useQuery(
    'get',
    '/v1/operations/{id}',
    { params: { path: { id }, query: at } },
    { select: asObject },
  );

const asObject = (report: Report | string): Report => {
  if (typeof report === 'string') throw new TypeError('the report is a text');
  return report;
};
