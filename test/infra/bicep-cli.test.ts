import { spawnSync } from 'node:child_process';

/** Where the Bicep CLI is. It is no npm package, and the public modules come from a registry of containers: set it where both are at hand. */
const cli = process.env.BICEP_CLI;

function bicep(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(cli ?? '', args, options);
  return { status, stdout, stderr };
}

interface Compiled {
  readonly parametersJson: string;
}

(cli ? describe : describe.skip)('the templates, for the Bicep CLI that BICEP_CLI names', () => {
  it('have no error and no warning', () => {
    // It writes warnings there, too, and ends well all the same.
    expect(bicep(['lint', '--no-restore', 'infra/main.bicep'])).toMatchObject({ status: 0, stderr: '' });
  }, 300_000);

  it.each(['dev', 'prod'])(
    'can be given the parameters of %s',
    (kind) => {
      const { stdout } = bicep(['build-params', '--no-restore', 'infra/main.bicepparam', '--stdout'], {
        DEPLOYMENT_KIND: kind,
      });
      const { parameters } = JSON.parse((JSON.parse(stdout) as Compiled).parametersJson) as {
        parameters: Record<string, { value: unknown }>;
      };
      expect(parameters.privateNetwork?.value).toBe(kind === 'prod');
    },
    300_000,
  );
});
