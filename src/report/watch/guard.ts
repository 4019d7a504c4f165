import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine's loopback address, as a URL has them. */
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Does a request come from this server's own page, or from somebody's own tool? The port does not matter: a tunnel may lead
 * here from another one. Refused are a page elsewhere whose name resolves to this machine (a foreign Host: DNS rebinding),
 * one that calls across sites (an Origin other than the Host), and one that only loads (Sec-Fetch-Site, which all browsers
 * send and no page can change).
 */
export function isOwn(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers;
  if (host === undefined || !isLoopback(host)) return false;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function isLoopback(host: string): boolean {
  return URL.canParse(`http://${host}`) && LOOPBACK.includes(new URL(`http://${host}`).hostname);
}
