import { type ReactNode } from 'react';

import { isWhatIf, type Trial } from '../../api/command.js';
import { PreviewView } from './preview-view.js';
import { WhatIfView } from './what-if-view.js';

/** Shows the preview of a command. */
export const TrialView = ({ trial }: Readonly<{ trial: Trial }>): ReactNode =>
  isWhatIf(trial) ? <WhatIfView whatIf={trial} /> : <PreviewView preview={trial} />;
