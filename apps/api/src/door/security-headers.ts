import fastifyHelmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';

/** The paths that return pages; their styles are inline, and their images are `data:` URLs. */
const PAGES: readonly string[] = ['/docs', '/docs/'];

const SELF = ["'self'"];
const NONE = ["'none'"];
const DIRECTIVES = {
  'default-src': SELF,
  'base-uri': NONE,
  'form-action': SELF,
  'frame-ancestors': NONE,
  'object-src': NONE,
  'script-src': SELF,
  'script-src-attr': NONE,
};

const policy = (
  directives: Readonly<Record<string, string[]>>,
): { useDefaults: false; directives: Record<string, string[]> } => ({
  useDefaults: false,
  directives: { ...DIRECTIVES, ...directives },
});

const EVERYWHERE = policy({ 'img-src': SELF, 'style-src': SELF });
const ON_PAGES = policy({
  'img-src': [...SELF, 'data:'],
  'style-src': [...SELF, "'unsafe-inline'"],
});

/**
 * The headers of a refusal before routing, which is never shown as a page and passes no plugin of
 * Fastify.
 */
export const BARE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * Tells browsers the limits of pages from this server. Without TLS there is no HSTS, and no upgrade
 * of requests to a scheme on which nothing listens.
 */
export const setSecurityHeaders = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onRoute', (route) => {
    if (PAGES.includes(route.url))
      route.config = { ...route.config, helmet: { contentSecurityPolicy: ON_PAGES } };
  });
  await fastify.register(fastifyHelmet, {
    contentSecurityPolicy: EVERYWHERE,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
};
