import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCertificate } from '../../../src/core/http/certificate.ts';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'certificate-')), 'certificate');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const DAY_MS = 86_400_000;

it('is made on the first start for every loopback name, and kept', async () => {
  const made = await loadCertificate(folder);
  const certificate = new X509Certificate(readFileSync(made.file));
  expect(certificate.checkHost('localhost')).toBe('localhost');
  // Its key must not be able to sign certificates for other names.
  expect(certificate.ca).toBe(false);
  for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
  expect(statSync(path.join(folder, 'key.pem')).mode & 0o077).toBe(0);
  expect(await loadCertificate(folder)).toEqual(made);
});

it('is made anew a month before it expires', async () => {
  const made = await loadCertificate(folder);
  const later = await loadCertificate(folder, new Date(Date.now() + 340 * DAY_MS));
  expect(later.certificate).not.toBe(made.certificate);
  expect(await loadCertificate(folder)).toEqual(later);
});

it.each(['cert.pem', 'key.pem'])('that cannot be read is a clear error: %s', async (file) => {
  await loadCertificate(folder);
  writeFileSync(path.join(folder, file), 'nonsense');
  await expect(loadCertificate(folder)).rejects.toThrow(/certificate in .* cannot be used: .* Delete the folder/);
});
