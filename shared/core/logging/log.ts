/** Destination of log lines. The InvocationContext of @azure/functions is one. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
