/** True when the log may hold content: arguments, answers and messages of errors. Requires `LOG_CONTENT=true`. */
export const logsContent = (env: NodeJS.ProcessEnv): boolean => env.LOG_CONTENT === 'true';
