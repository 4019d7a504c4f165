import type { IncomingHttpHeaders } from 'node:http';

/**
 * Does a request come from this server's own page, or a person's own tool? A page elsewhere that has its name resolve to
 * this machine sends a foreign Host (DNS rebinding), one that calls across sites a foreign Origin.
 */
export function isOwn({ host, origin }: IncomingHttpHeaders, port: number): boolean {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (host === undefined || !own.includes(host)) return false;
  return origin === undefined || own.some((name) => origin === `http://${name}`);
}
