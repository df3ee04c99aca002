import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Log } from '../log.ts';

/** First byte of a TLS record that begins a handshake. Source: RFC 8446, section 5.1. */
const HANDSHAKE = 22;
/** A client retries: the same cause is logged once in this time. */
const QUIET_MS = 10_000;
/** A client that refuses the certificate sends an alert (RFC 8446, section 6.2), or closes the connection without one, as Node.js does. */
const DISTRUST = /ALERT_(UNKNOWN_CA|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE)|ECONNRESET/;

/**
 * Explains connections that cannot work: a client that speaks plain http gets an answer in plain http, and one that does not trust the
 * certificate leaves a line in the log.
 * @param certificate path of the certificate, PEM
 */
export function explainConnections(server: Server, certificate: string, log: Log): void {
  const warn = quietly(log);
  const remedy = `Set NODE_EXTRA_CA_CERTS=${certificate} for a client in Node.js, or trust that file otherwise.`;
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    if (DISTRUST.test(error.code ?? ''))
      warn('untrusted', { message: `A client ended the TLS handshake: it does not trust the certificate. ${remedy}` });
  });
  const accepted = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const ignore = () => {};
    socket.on('error', ignore);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      if (first[0] === HANDSHAKE) {
        socket.off('error', ignore);
        // The TLS layer reads what is buffered, and then the connection itself.
        socket.unshift(first);
        for (const accept of accepted) accept.call(server, socket);
        return;
      }
      const address = `https://localhost:${socket.localPort}`;
      const message = `This is plain http, and the emulator speaks https only: use ${address}. ${remedy}`;
      warn('plain_http', { message: `A client speaks plain http. It has to use ${address}.` });
      const body = JSON.stringify({ error: { code: 'https_required', message } });
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body) + 1}\r\nconnection: close\r\n\r\n${body}\n`,
      );
    });
  });
}

/** Logs each kind of event at most once in a time. */
function quietly(log: Log): Log['warn'] {
  const last = new Map<string, number>();
  return (event, fields) => {
    if (performance.now() - (last.get(event) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    last.set(event, performance.now());
    log.warn(event, fields);
  };
}
