import { execFileSync } from 'node:child_process';

/** Integration tests run the bundle that is deployed, so it is built once before all of them. */
export default function buildBundle() {
  execFileSync(process.execPath, ['local/build/build.mjs'], { stdio: 'inherit' });
}
