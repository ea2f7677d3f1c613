import { type ReactNode } from 'react';
import { useRouter } from '@tanstack/react-router';

import { type AtQuery } from '../moment/use-at.js';
import { CopyButton } from '../ui/controls/copy-button.js';

/** Copies the address of the page with the moment in it, so that it shows others the same for ever. */
export const CopyLink = ({ position }: Readonly<{ position: string | undefined }>): ReactNode => {
  const router = useRouter();
  const link = (): string => {
    const { href } = router.buildLocation({
      to: '.',
      search: (search: AtQuery) => ({ ...search, at: search.at ?? position }),
    });
    return new URL(href, window.location.origin).href;
  };
  return <CopyButton label="Copy a link to this page at this moment" icon="link" text={link} />;
};
