import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { isolationFor } from '../../src/core/python-isolation.ts';
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

  it('runs in a folder of its own, which is removed', async () => {
    expect(await grade('import os; open("note", "w").write("x"); return len(os.listdir("."))')).toBe(1);
    expect(await grade('import os; return len(os.listdir("."))')).toBe(0);
  });

  it('may not use more memory than its limit', async () => {
    await expect(grade('return len(bytearray(8 * 1024 ** 3))')).rejects.toThrow(/MemoryError/);
  });

  describe('isolated by namespaces or bubblewrap', () => {
    // The suite still says what is lacking where the machine has neither.
    const attempts: readonly (readonly [what: string, code: string, error: RegExp])[] = [
      [
        'a connection to loopback',
        'import socket; socket.create_connection(("127.0.0.1", PORT), 2); return 1',
        /refused|unreachable/i,
      ],
      [
        'a connection to the internet',
        'import socket; socket.create_connection(("1.1.1.1", 53), 2); return 1',
        /unreachable/i,
      ],
      ['a name', 'import socket; socket.getaddrinfo("example.com", 443); return 1', /gaierror/],
      ['a file of the emulator', 'return len(open(FILE).read())', /FileNotFoundError/],
      ['the password file', 'return len(open("/etc/passwd").read())', /FileNotFoundError/],
      ['the processes of the machine', 'import os; os.kill(PARENT, 0); return 1', /ProcessLookupError/],
      ['a write to the system', 'open("/usr/bin/x", "w"); return 1', /Read-only file system/],
      [
        'a mount',
        'import subprocess; subprocess.run(["mount", "-t", "tmpfs", "none", "/tmp"], check=True); return 1',
        /CalledProcessError/,
      ],
    ];
    it.each(attempts)('is refused %s', async (_, code, error) => {
      const { kind } = await isolationFor('python3');
      if (kind === 'limits') return console.warn('Not checked: this machine lacks user namespaces.');
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        const filled = code
          .replace('PORT', `${port}`)
          .replace('FILE', JSON.stringify(import.meta.filename))
          .replace('PARENT', `${process.pid}`);
        await expect(grade(filled)).rejects.toThrow(error);
      } finally {
        server.close();
      }
    });
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
