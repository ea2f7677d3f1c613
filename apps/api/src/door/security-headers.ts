import fastifyHelmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';

/** The answers with pages of their own; their styles are in the page, and their images in `data:` URLs. */
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
 * The headers of an answer that never becomes a page and that no plugin of Fastify sees: a refusal
 * before routing.
 */
export const BARE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * Tells browsers what pages from here may do. Without TLS there is no HSTS, and no upgrade of requests
 * to a scheme that nothing listens to.
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
