/** Destination of log lines. The InvocationContext of @azure/functions is one. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** True when the log may hold content: arguments, answers and messages of errors. Requires `LOG_CONTENT=true`. */
export const logsContent = (env: NodeJS.ProcessEnv): boolean => env.LOG_CONTENT === 'true';
