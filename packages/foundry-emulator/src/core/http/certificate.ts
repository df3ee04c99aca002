import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';

export interface Certificate {
  /** Path of the PEM file that clients are told to trust. */
  readonly file: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Apple's and the browsers' limit for a certificate is 825 days; a year is well below. */
const LIFETIME_DAYS = 365;
const RENEW_BEFORE_DAYS = 30;

/**
 * The certificate for localhost kept in `folder`; made on the first start, and anew when it is about to expire.
 * @throws SetupError when it cannot be read or written
 */
export async function loadCertificate(folder: string, now = new Date()): Promise<Certificate> {
  const file = path.join(folder, 'cert.pem');
  const keyFile = path.join(folder, 'key.pem');
  try {
    const kept = readPair(file, keyFile);
    if (kept && !expiresSoon(kept.certificate, now)) return { file, ...kept };
    const made = await makePair(now);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The key first: a certificate on its own would be trusted, and could not be served.
    replaceFile(keyFile, made.key, 0o600);
    replaceFile(file, made.certificate, 0o644);
    return { file, ...made };
  } catch (cause) {
    throw new SetupError(
      `The emulator's certificate in ${folder} cannot be used: ${messageOf(cause)}. Delete the folder, and a new certificate is made on the next start; clients that trust the old file must be restarted.`,
      { cause },
    );
  }
}

function readPair(file: string, keyFile: string): { certificate: string; key: string } | undefined {
  try {
    const pair = { certificate: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    const certificate = new X509Certificate(pair.certificate);
    // Earlier versions made an authority: it is replaced.
    if (certificate.ca) return undefined;
    if (!certificate.checkHost('localhost')) throw new Error('it is not for localhost');
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) throw new Error('its key belongs to another one');
    return pair;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function expiresSoon(certificate: string, now: Date): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - now.getTime() < RENEW_BEFORE_DAYS * DAY_MS;
}

async function makePair(now: Date): Promise<{ certificate: string; key: string }> {
  // Loaded only on the day it is needed: it takes longer than the rest of the start.
  const { generate } = await import('selfsigned');
  const subject = [
    { name: 'commonName', value: 'localhost' },
    // A client may trust several of these, and tells them apart by their names.
    { name: 'organizationName', value: `Foundry emulator ${randomUUID()}` },
  ];
  const made = await generate(subject, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - DAY_MS),
    notAfterDate: new Date(now.getTime() + LIFETIME_DAYS * DAY_MS),
    extensions: [
      // A leaf, not an authority: a stolen key serves for localhost, and cannot sign other certificates.
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { certificate: made.cert, key: made.private };
}

/** Replaces the file atomically: a reader sees the old content or the new, never a part. */
function replaceFile(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
