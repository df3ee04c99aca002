import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stagePackage } from '../../local/build/stage-package.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'package-'));
  mkdirSync(path.join(root, 'dist/chunks'), { recursive: true });
  mkdirSync(path.join(root, 'infra'));
  writeFileSync(path.join(root, 'dist/app.cjs'), 'the app');
  writeFileSync(path.join(root, 'dist/functions.cjs'), 'the functions');
  writeFileSync(path.join(root, 'dist/telemetry.cjs'), 'telemetry');
  writeFileSync(path.join(root, 'dist/chunks/sdk-1.cjs'), 'the SDK');
  writeFileSync(path.join(root, 'dist/chunks/sdk-0.cjs'), 'the SDK as it was');
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.2.3', dependencies: { a: '1' } }),
  );
  writeFileSync(path.join(root, 'host.json'), '"usual"');
  writeFileSync(path.join(root, 'infra/host.durable-task-scheduler.json'), '"scheduler"');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stage = (folder: string, env: Record<string, string>): void => stagePackage(folder, env, ['sdk-1.cjs']);

const staged = (file: string) => readFileSync(path.join(root, 'dist/package', file), 'utf8');

describe('the package that azd deploys', () => {
  it('is the bundle, host.json and a package.json that asks for nothing to be installed', () => {
    stage(root, {});
    expect(readdirSync(path.join(root, 'dist/package'), { recursive: true }).sort()).toEqual([
      'app.cjs',
      'chunks',
      'chunks/sdk-1.cjs',
      'functions.cjs',
      'host.json',
      'package.json',
      'telemetry.cjs',
    ]);
    expect(staged('app.cjs')).toBe('the app');
    expect(staged('host.json')).toBe('"usual"');
    expect(JSON.parse(staged('package.json'))).toEqual({ name: 'x', version: '1.2.3', main: 'app.cjs' });
  });

  it('has the host.json of the place where Durable keeps its state, and nothing left over', () => {
    stage(root, { DURABLE_BACKEND: 'durableTaskScheduler' });
    expect(staged('host.json')).toBe('"scheduler"');
    stage(root, { DURABLE_BACKEND: 'azureStorage' });
    expect(staged('host.json')).toBe('"usual"');
  });

  it('is refused for a place that is not known', () => {
    expect(() => stage(root, { DURABLE_BACKEND: 'mssql' })).toThrow(
      /DURABLE_BACKEND is "mssql". Set it to azureStorage or/,
    );
  });

  it('is what azure.yaml deploys, unbuilt', () => {
    const azure = readFileSync('azure.yaml', 'utf8');
    expect(azure).toMatch(/dist: dist\/package\n {4}remoteBuild: false/);
  });
});
