import path from 'node:path';
import type { FunctionEntry } from '../app/function-table.ts';
import type { HttpExtension } from '../http/http-extension.ts';

/** Describes one function as /admin/functions shows it. */
export function functionInfo({ fn, scriptFile, disabled }: FunctionEntry, http: HttpExtension, origin: string) {
  const template = http.templateOf(fn);
  const scriptName = path.basename(scriptFile);
  return {
    name: fn.name,
    script_root_path_href: null,
    script_href: `${origin}/admin/vfs/${scriptName}`,
    config_href: null,
    test_data_href: `${origin}/admin/vfs/data/${fn.name}.dat`,
    href: `${origin}/admin/functions/${fn.name}`,
    invoke_url_template: template === undefined ? null : `${origin}/${template.toLowerCase()}`,
    language: 'node',
    config: {
      name: fn.name,
      entryPoint: '',
      scriptFile: scriptName,
      language: 'node',
      functionDirectory: path.dirname(scriptFile),
      bindings: Object.entries(fn.metadata.bindings).map(([name, binding]) => ({ ...binding, name })),
    },
    files: null,
    test_data: '',
    isDisabled: disabled,
    isDirect: false,
    isProxy: false,
  };
}
