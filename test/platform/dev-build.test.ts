import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDevBuild } from '../../local/build/dev-build.ts';

const root = path.resolve(__dirname, '../..');

describe('the build of npm run dev', () => {
  it('puts the last accepted build back when a newer one is rejected', async () => {
    // In the repository, and as deep as the fixture app, so that its imports lead to shared/.
    const folder = mkdtempSync(path.join(root, 'test/dev-app-'));
    cpSync(path.join(root, 'test/fixture-app'), folder, { recursive: true });
    const tool = path.join(folder, 'tools/get-order-status.ts');
    const original = readFileSync(tool, 'utf8');
    const build = await openDevBuild({ root, config: path.join(folder, 'foundry.config.ts'), state: folder });
    try {
      const change = async (version: string) => {
        writeFileSync(tool, original.replace('return { orderNumber,', `return { version: '${version}', orderNumber,`));
        await build.rebuild();
      };
      const built = () =>
        /version: "(first|rejected|second)"/.exec(readFileSync(path.join(build.app, 'app.cjs'), 'utf8'))?.[1];
      await change('first');
      build.accept();
      await change('rejected');
      expect(built()).toBe('rejected');
      build.revert();
      expect(built()).toBe('first');
      await change('second');
      expect(built()).toBe('second');
    } finally {
      await build.close();
      rmSync(folder, { recursive: true, force: true });
      rmSync(build.app, { recursive: true, force: true });
    }
  });
});
