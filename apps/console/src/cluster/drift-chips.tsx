import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Mark } from '../ui/marks/mark.js';

type Counts = Schemas['ResourceSeen']['drift'];
type Hazards = Schemas['ResourceSeen']['hazards'];

const checkpoints = (count: number): string => `${count} checkpoint${count === 1 ? '' : 's'}`;

/** The differences of the nodes' registries from the stored copies; nothing if all are equal. */
export const DriftChips = ({ drift }: Readonly<{ drift: Counts }>): ReactNode => {
  if (drift === null) return null;
  const { unrestored, missing, different } = drift;
  return (
    <>
      {unrestored === 0 ? null : (
        <Mark
          icon="critical"
          tone="critical"
          isChip
          title={`${checkpoints(unrestored)} lack the restore of the stored copy`}
        >
          {unrestored} not restored
        </Mark>
      )}
      {missing === 0 ? null : (
        <Mark
          icon="differs"
          tone="quiet"
          isChip
          title={`The key of ${checkpoints(missing)} is not there`}
        >
          {missing} missing
        </Mark>
      )}
      {different === 0 ? null : (
        <Mark
          icon="differs"
          tone="quiet"
          isChip
          title={`${checkpoints(different)} differ from the stored copy`}
        >
          {different} differ
        </Mark>
      )}
    </>
  );
};

/** The number of hazards; nothing where there is none. */
export const HazardChip = ({ hazards }: Readonly<{ hazards: Hazards }>): ReactNode => {
  const count = (hazards ?? []).reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return null;
  return (
    <Mark
      icon="warning"
      tone="warning"
      isChip
      title={(hazards ?? []).map(({ kind }) => kind).join(', ')}
    >
      {count} hazard{count === 1 ? '' : 's'}
    </Mark>
  );
};
