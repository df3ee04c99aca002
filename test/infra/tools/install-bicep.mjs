// Restores the Bicep CLI of bicep.csproj from NuGet with the .NET SDK. Without the SDK it explains what the tests of the templates lack.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PLATFORMS = {
  'linux x64': 'linux-x64',
  'linux arm64': 'linux-arm64',
  'darwin x64': 'osx-x64',
  'darwin arm64': 'osx-arm64',
  'win32 x64': 'win-x64',
};

const platform = PLATFORMS[`${process.platform} ${process.arch}`];
const objects = mkdtempSync(path.join(tmpdir(), 'bicep-'));
const run = spawnSync(
  'dotnet',
  [
    'restore',
    path.join(import.meta.dirname, 'bicep.csproj'),
    `-p:BicepPlatform=${platform}`,
    `-p:MSBuildProjectExtensionsPath=${objects}/`,
    '--nologo',
    '-v:quiet',
  ],
  { stdio: 'inherit' },
);
rmSync(objects, { recursive: true, force: true });
if (run.status !== 0) {
  console.error(
    'The Bicep CLI was not installed: this needs the .NET SDK (8 or newer) and NuGet. Tests of the templates are skipped without it. ' +
      'Any other installation works too: set BICEP_CLI to the program.',
  );
}
