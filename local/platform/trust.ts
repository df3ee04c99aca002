import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Makes this process trust a self-made certificate (PEM file) beside the usual ones, as NODE_EXTRA_CA_CERTS does at start. */
export function trustCertificate(file: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(file, 'utf8')]);
}
