export type { FaultRequest } from './core/http/fault.ts';
export type { Log } from './core/log.ts';
export type { Settings } from './core/settings.ts';
export { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';
export type { SeedFile } from './seed/seed-file.ts';
