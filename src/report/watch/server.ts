import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DropinError, messageOf } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { loadPaper } from '../paper/load.js';
import { SCRIPT } from '../render/html/script.js';
import { isOwn } from './guard.js';
import { LiveReport } from './live.js';
import { LIVE_SCRIPT } from './script.js';

/** How often the results folder is checked. */
const INTERVAL_MS = 1000;

export interface Watch {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the live page until closed, on the loopback address only. It serves no files: every response comes from the runs. */
export async function watchResults(results: string, port: number, paper = loadPaper()): Promise<Watch> {
  const live = new LiveReport(results, paper);
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(live, listeners, request, response).catch((error: unknown) => {
      const reason = messageOf(error);
      if (!response.headersSent) send(response, 500, 'text/plain', reason);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(cannotListen(error, port));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const timer = setInterval(() => {
    if (live.refresh()) for (const listener of listeners) tell(listener, live.revision);
  }, INTERVAL_MS);
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  live: LiveReport,
  listeners: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwn(request.headers)) {
    send(response, 403, 'text/html', REFUSED);
    return;
  }
  if (request.method !== 'GET') {
    send(response, 405, 'text/plain', 'Only GET is supported.');
    return;
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  switch (pathname) {
    case '/':
      send(response, 200, 'text/html', await live.page());
      return;
    case '/update':
      send(response, 200, 'application/json', JSON.stringify(await live.update()));
      return;
    case '/compare':
      send(response, 200, 'text/html', await live.comparison(searchParams.getAll('run')));
      return;
    case '/events':
      listen(response, listeners, live.revision);
      return;
    default:
      send(response, 404, 'text/plain', 'Not found.');
  }
}

/** Shown when another page links here. Opening it from this page is allowed. */
const REFUSED =
  '<!doctype html><title>DropIn</title><p>This page can only be opened from this machine. <a href="/">Open it</a>';

function cannotListen(error: NodeJS.ErrnoException, port: number): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'already in use by another program',
    EACCES: 'ports below 1024 need elevated privileges',
  };
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  return new DropinError(`--port ${port}: ${reason}; choose another port or omit --port`, EXIT.USAGE);
}

/** Only the page’s own two scripts may run, and they may only connect to this server. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src ${[SCRIPT, LIVE_SCRIPT].map(sourceHash).join(' ')}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sourceHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function listen(response: ServerResponse, listeners: Set<ServerResponse>, revision: number): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
  tell(response, revision);
}

function tell(response: ServerResponse, revision: number): void {
  response.write(`data: ${revision}\n\n`);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
