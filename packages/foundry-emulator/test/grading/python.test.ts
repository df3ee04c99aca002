import { spawnSync } from 'node:child_process';
import { pythonRunner } from '../../src/grading/python/run-python.ts';

const whereThereIsPython = spawnSync('python3', ['--version']).status === 0 ? describe : describe.skip;
const { signal } = new AbortController();

whereThereIsPython('a Python grader', () => {
  const run = pythonRunner({ command: 'python3', timeoutMs: 30_000 });
  const grade = (body: string, given = { sample: {}, item: {} }) =>
    run(`def grade(sample, item):\n    ${body}`, given, signal);

  it('is given sample and item, and its number is the score', async () => {
    const given = { sample: { output_text: '서울' }, item: { answer: '서울', weight: 0.5 } };
    expect(await grade('return item["weight"] if sample["output_text"] == item["answer"] else 0', given)).toBe(0.5);
    expect(await grade('return True')).toBe(1);
  });

  it('may print without disturbing its score', async () => {
    expect(await grade('print("{\\"score\\": \\"9\\"}"); return 0.25')).toBe(0.25);
  });

  it('errs with the exception and its line', async () => {
    await expect(grade('return item["missing"]')).rejects.toMatchObject({
      code: 'python_error',
      message: "The Python grader failed: KeyError: 'missing' (line 2)",
    });
    await expect(run('def grade(sample, item)\n  return 1', { sample: {}, item: {} }, signal)).rejects.toThrow(
      '(line 1)',
    );
    await expect(run('x = 1', { sample: {}, item: {} }, signal)).rejects.toThrow('defines no function grade');
  });

  it('errs when it returns no number, or ends its process', async () => {
    await expect(grade('return "good"')).rejects.toThrow('ValueError');
    await expect(grade('import os; os._exit(3)')).rejects.toThrow('the process ended with 3');
  });

  it('is stopped, with what it started, when its time is up', async () => {
    const impatient = pythonRunner({ command: 'python3', timeoutMs: 300 });
    const source =
      'import subprocess, time\ndef grade(sample, item):\n  subprocess.Popen(["sleep", "60"])\n  time.sleep(60)';
    await expect(impatient(source, { sample: {}, item: {} }, signal)).rejects.toMatchObject({ code: 'python_timeout' });
  });

  it('does not see the environment of the emulator', async () => {
    expect(process.env.HOME).toBeDefined();
    expect(await grade('import os; return 1 if "HOME" in os.environ else 0')).toBe(0);
  });
});

it('errs where there is no Python, and says what to do', async () => {
  const run = pythonRunner({ command: 'no-such-python', timeoutMs: 1000 });
  await expect(run('', { sample: {}, item: {} }, signal)).rejects.toMatchObject({
    code: 'python_unavailable',
    message: expect.stringContaining('FOUNDRY_PYTHON'),
  });
  await expect(pythonRunner({ command: 'off', timeoutMs: 1 })('', { sample: {}, item: {} }, signal)).rejects.toThrow(
    'FOUNDRY_PYTHON_GRADERS=on',
  );
});
