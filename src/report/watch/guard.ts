import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine’s loopback address in URLs. */
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request comes from this server’s own page, or from a tool on this machine. The port is not checked: a tunnel may
 * use another one. Refused are pages elsewhere whose name resolves to this machine (a foreign Host: DNS rebinding), pages
 * that make cross-site calls (an Origin other than the Host), and pages that only load resources (Sec-Fetch-Site, which all
 * browsers send and no page can change).
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
