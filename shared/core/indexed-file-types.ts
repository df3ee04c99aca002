/** File types that the service indexes, by file name extension. Source: Foundry Agent Service, file search, "Supported file types". */
export const INDEXED_FILE_TYPES: readonly string[] =
  'c cpp cs css doc docx html java js json md pdf php pptx py rb sh tex ts txt'.split(' ');

/** Returns a warning for a path whose type the service does not index, or `undefined`. */
export function unindexedTypeWarning(path: string): string | undefined {
  const extension = /(?<=[^/])\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension !== undefined && INDEXED_FILE_TYPES.includes(extension)) return undefined;
  const type = extension === undefined ? 'files without an extension' : `.${extension} files`;
  return `The service does not index ${type} and will report unsupported_file. Convert the file, for example to .txt or .pdf.`;
}
