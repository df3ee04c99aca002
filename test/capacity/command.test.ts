import { runCli } from '../support/run-cli.ts';

describe('npm run capacity', () => {
  it('prints what 10,000 calls a second need, within 100 columns', async () => {
    const { code, stdout } = await runCli(['capacity', '--calls', '10000', '--documents', '1000000', '--constants']);
    expect(code).toBe(0);
    expect(stdout).toContain('First to saturate: Files of a vector store');
    expect(stdout).toMatch(/storage accounts for tool queues \(shards\)\s+\d+/);
    expect(stdout).toContain('queueMessages');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('prints JSON with the demands, the needs and the costs', async () => {
    const { code, stdout } = await runCli(['capacity', '--jobs', '1000', '--json']);
    expect(code).toBe(0);
    const { demands, needs, costs, workload } = JSON.parse(stdout);
    expect(workload).toMatchObject({ jobs: 1_000, calls: 0 });
    expect(demands.length).toBeGreaterThan(0);
    expect(needs.taskHubs).toBe(1);
    expect(costs.every(({ usd }: { usd: number }) => usd > 0)).toBe(true);
  });

  it.each([
    [['--calls', '-1'], 'from 0 to'],
    [['--calls', 'many'], 'from 0 to'],
    [['--recorded', '1.5'], 'from 0 to 1'],
    [['--utilization', '0'], 'above 0'],
    [['--tools', '0'], 'above 0'],
    [['--instance-memory-mb', '100'], '512, 2048, 4096'],
  ])('refuses %j and names the range', async (args, message) => {
    const { code, stderr } = await runCli(['capacity', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
